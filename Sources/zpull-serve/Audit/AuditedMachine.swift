import Audit
import CLinux
import System
import ZFS

/// Gathers the facts of this machine.
struct AuditedMachine {
    private let options: AuditOptions
    private let sshd: SSHDQuery

    init(_ options: AuditOptions) {
        self.options = options
        sshd = SSHDQuery(sshd: options.sshd, configuration: options.configuration)
    }

    /// - Throws: when there is no such account, or the file of what should be there cannot be read.
    func facts() throws -> Facts {
        let account = try options.user.map(AccountLookup.entry) ?? AccountLookup.callers()
        let groups = AccountLookup.groups(of: account.name)
        let outside = sshd.connections(user: account.name, addresses: [Self.outside[0]])
        var files = keyFiles(outside, account)
        let connections = sshd.connections(user: account.name, addresses: addresses(files))
        files = keyFiles(connections, account)
        var facts = Facts(
            account: account, groups: groups, keyFiles: files, intendedKeyFile: options.keys,
            expected: try options.expected.map(expectedLines), wantsExpiry: options.wantsExpiry, now: time(nil),
            connections: connections, rootSettings: sshd.settings(user: "root", address: Self.outside[0]),
            otherKeys: otherKeys(than: account), openSSH: sshd.version(), systemRC: PathWalk.facts("/etc/ssh/sshrc"),
            startupFiles: Self.startupFiles.map { PathWalk.facts("\(account.home)/\($0)") }, programs: [],
            privileges: Privileges.of(account, groups: groups.value ?? []), grants: [], datasets: datasets(),
            openZFS: openZFS, reading: AuditedCommand.read)
        let shell = [account.shell].filter { $0.hasSuffix("/zpull-serve") }
        let called = facts.calls.flatMap { [$0.call.program, $0.call.zfs.path] }
        facts.programs = Set(called + shell + [CommandPath.own]).sorted().map(PathWalk.facts)
        facts.grants = grants(facts)
        return facts
    }

    // MARK: Keys

    /// Addresses that documentation may use and nobody has (RFC 5737).
    private static let outside = ["192.0.2.1", "198.51.100.1", "203.0.113.1"]
    /// What shells, sshd and PAM read in a home.
    private static let startupFiles = [".ssh/rc", ".ssh/environment", ".pam_environment", ".bashrc", ".zshenv"]
    private func keyFiles(_ connections: Known<[Connection]>, _ account: PasswdEntry) -> [KeyFile] {
        var paths: [String] = []
        for connection in connections.value ?? [] {
            paths += connection.settings.authorizedKeysFiles(for: account).filter { !paths.contains($0) }
        }
        if connections.value == nil {
            paths = [options.keys].compactMap { $0 } + ["", "2"].map { "\(account.home)/.ssh/authorized_keys\($0)" }
        }
        return paths.map { KeyFile(path: PathWalk.facts($0), content: Self.keys($0)) }
    }

    private static func keys(_ path: String) -> Known<AuthorizedKeysFile?> {
        do {
            return .known(try FileText.bytes(path).map { AuthorizedKeysFile(path: path, parsing: $0) })
        } catch { return .unknown("\(error)") }
    }

    private func expectedLines(_ path: String) throws -> AuthorizedKeysFile {
        guard let bytes = try FileText.bytes(path) else { throw SystemError("open", path, number: ENOENT) }
        return AuthorizedKeysFile(path: path, parsing: bytes)
    }

    /// Each address that a line names, and one that none lets in.
    private func addresses(_ files: [KeyFile]) -> [String] {
        let patterns = files.flatMap { $0.content.value??.entries ?? [] }.compactMap(\.options.from)
        let outside = Self.outside.first { address in !patterns.contains { $0.allows(address) } } ?? Self.outside[0]
        return Set(patterns.flatMap(\.examples)).sorted() + [outside]
    }

    private func otherKeys(than account: PasswdEntry) -> Known<[OtherKeys]> {
        guard getuid() == 0 else { return .unknown("other accounts' keys take root to be read") }
        var found: [OtherKeys] = []
        do {
            for other in try AccountLookup.entries() where other.name != account.name {
                guard case .known(let settings) = sshd.settings(user: other.name, address: Self.outside[0]) else {
                    return .unknown("`sshd -T` does not tell where the keys of \(other.name) are")
                }
                for path in settings.authorizedKeysFiles(for: other) {
                    guard let bytes = try FileText.bytes(path) else { continue }
                    found.append(OtherKeys(account: other, file: AuthorizedKeysFile(path: path, parsing: bytes)))
                }
            }
        } catch { return .unknown("\(error)") }
        return .known(found)
    }

    // MARK: ZFS

    private func datasets() -> Known<Listing> {
        do {
            return .known(try options.zfs.everything())
        } catch { return .unknown("\(error)") }
    }

    private var openZFS: Known<OpenZFSVersion> {
        guard let version = ZFSTool.moduleVersion.flatMap({ OpenZFSVersion($0) }) else {
            return .unknown("the ZFS module is not loaded, or its version is not to be read")
        }
        return .known(version)
    }

    /// More datasets than this take too long, each with a `zfs allow` of its own.
    private static let mostDatasets = 1000

    private func grants(_ facts: Facts) -> [GrantFacts] {
        guard case .known(let listing) = facts.datasets else {
            return facts.calls.flatMap { $0.call.selections.map(\.root) }.map {
                GrantFacts(dataset: $0, list: .unknown("the datasets are unknown"))
            }
        }
        let all = listing.datasets.map(\.name)
        let roots = facts.calls.flatMap { $0.call.selections.map(\.root) }.filter { listing[$0] != nil }
        let asked = all.count > Self.mostDatasets ? Array(Set(roots + all.prefix(Self.mostDatasets))) : all
        let missing = Set(all).subtracting(asked).sorted().first.map {
            GrantFacts(
                dataset: $0, list: .unknown("there are \(all.count) datasets, of which \(asked.count) were asked"))
        }
        return asked.map { GrantFacts(dataset: $0, list: grants(on: $0)) } + [missing].compactMap { $0 }
    }

    private func grants(on dataset: DatasetName) -> Known<GrantList> {
        do {
            return .known(try options.zfs.grants(on: dataset))
        } catch { return .unknown("\(error)") }
    }
}
