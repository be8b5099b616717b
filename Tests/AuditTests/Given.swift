import FoundationEssentials
import ZFS

@testable import Audit

/// A machine on which everything is right, and how it comes to be otherwise.
enum Given {
    static let file = "/etc/zpull/authorized_keys"
    static let command = #"command="/usr/libexec/zpull/zpull-serve serve --id backup1 --dataset tank/data""#
    static let good = #"restrict,from="192.0.2.10","# + command

    /// A line with options and a key that a number tells from others.
    static func line(_ options: String = good, key: UInt8 = 1, comment: String = "backup1") -> String {
        "\(options)\(options.isEmpty ? "" : " ")\(ed25519(key)) \(comment)"
    }

    static func ed25519(_ number: UInt8) -> String {
        "ssh-ed25519 " + blob(["ssh-ed25519".utf8.map { $0 }, Array(repeating: number, count: 32)])
    }

    /// Of a length in bits, which is a whole number of bytes.
    static func rsa(bits: Int) -> String {
        "ssh-rsa "
            + blob(["ssh-rsa".utf8.map { $0 }, [1, 0, 1], [0, 0x80] + Array(repeating: 1, count: bits / 8 - 1)])
    }

    /// Of 1024 bits, as they all are.
    static var dsa: String {
        let number = [0x80] + Array<UInt8>(repeating: 1, count: 127)
        return "ssh-dss " + blob(["ssh-dss".utf8.map { $0 }, [0] + number, [3], [5], [7]])
    }

    private static func blob(_ strings: [[UInt8]]) -> String {
        Data(strings.flatMap { string in [0, 0, UInt8(string.count >> 8), UInt8(string.count & 0xFF)] + string })
            .base64EncodedString()
    }

    static func keyFile(_ text: String, at path: String = file, steps: [PathFacts.Step]? = nil) -> KeyFile {
        KeyFile(
            path: self.path(path, steps), content: .known(AuthorizedKeysFile(path: path, parsing: Array(text.utf8))))
    }

    /// A path that root alone can change.
    static func path(_ path: String, _ steps: [PathFacts.Step]? = nil, exists: Bool = true) -> PathFacts {
        PathFacts(path: path, steps: .known(steps ?? [step("/", .folder), step(path, .file)]), exists: exists)
    }

    static func step(
        _ path: String, _ kind: PathFacts.Step.Kind, uid: UInt32 = 0, gid: UInt32 = 0, mode: UInt32 = 0o755
    ) -> PathFacts.Step { PathFacts.Step(path: path, kind: kind, uid: uid, gid: gid, mode: mode) }

    /// What a tight sshd says, with some lines in the place of others.
    static func settings(_ changes: String...) -> SSHDSettings { settings(changes) }

    static func connections(_ changes: String...) -> Known<[Connection]> {
        .known(["192.0.2.10", "198.51.100.1"].map { Connection(address: $0, settings: settings(changes)) })
    }

    private static func settings(_ changes: [String]) -> SSHDSettings {
        let changed = Set(changes.map { $0.prefix { $0 != " " } })
        let lines = tight.split(separator: "\n").filter { line in !changed.contains(line.prefix { $0 != " " }) }
        do {
            return try SSHDSettings(parsing: (lines.map(String.init) + changes).joined(separator: "\n"))
        } catch { preconditionFailure("\(error)") }
    }

    static let tight = """
        authorizedkeysfile /etc/zpull/authorized_keys
        authorizedkeyscommand none
        trustedusercakeys none
        authorizedprincipalsfile none
        authorizedprincipalscommand none
        pubkeyauthentication yes
        permituserenvironment no
        acceptenv LANG
        acceptenv LC_*
        permittunnel no
        allowtcpforwarding no
        allowstreamlocalforwarding no
        allowagentforwarding no
        x11forwarding no
        disableforwarding yes
        gatewayports no
        permitopen any
        permitlisten any
        passwordauthentication yes
        kbdinteractiveauthentication no
        hostbasedauthentication no
        authenticationmethods publickey
        forcecommand none
        strictmodes yes
        permituserrc no
        permittty no
        permitrootlogin no
        loglevel INFO
        exposeauthinfo yes
        logingracetime 30
        clientaliveinterval 60
        clientalivecountmax 3
        maxsessions 10
        """

    static let dataset = DatasetName(literal: "tank/data")

    /// What `zfs allow tank/data` prints.
    static func grants(_ permissions: String, on dataset: String = "tank/data") -> GrantFacts {
        let text = "---- Permissions on \(dataset) ----\nLocal+Descendent permissions:\n\tuser zpull \(permissions)\n"
        let name = DatasetName(literal: dataset)
        return GrantFacts(dataset: name, list: .known(GrantList(parsing: text, of: name)))
    }

    static func listing(_ name: String = "tank/data", isEncrypted: Bool = false) -> Listing {
        guard let guid = Guid(1) else { preconditionFailure("zero is no guid") }
        return Listing(datasets: [
            Dataset(name: DatasetName(literal: name), kind: .filesystem, guid: guid, isEncrypted: isEncrypted)
        ])
    }

    /// Reads commands as zpull-serve does, as far as these tests need it.
    @Sendable static func read(_ command: String) -> ForcedCommand {
        if command.contains(where: { "$~".contains($0) }) { return .needsShell }
        let words = command.split(separator: " ").map(String.init)
        guard words[0].hasPrefix("/") else { return .relative }
        guard words[0].hasSuffix("/zpull-serve"), let id = words.firstIndex(of: "--id"),
            let dataset = words.firstIndex(of: "--dataset").flatMap({ DatasetName(words[$0 + 1]) })
        else { return .other("it is something else") }
        return .serve(
            ServeCall(
                program: words[0], id: words[id + 1], zfs: ZFSTool(),
                selections: [DatasetSelection(root: dataset, isRecursive: true)], cursorGrants: []))
    }

    static var facts: Facts {
        Facts(
            account: PasswdEntry(name: "zpull", uid: 998, home: "/", shell: "/bin/sh"), groups: .known(["zpull"]),
            keyFiles: [keyFile(line())], intendedKeyFile: nil, expected: nil, wantsExpiry: false, now: 1_800_000_000,
            connections: connections(), rootSettings: .known(settings()), otherKeys: .known([]),
            openSSH: .known(OpenSSHVersion(10, 0)),
            systemRC: path("/etc/ssh/sshrc", [step("/", .folder)], exists: false),
            startupFiles: [path("/.ssh/rc", [step("/", .folder)], exists: false)],
            programs: [path("/usr/libexec/zpull/zpull-serve"), path("/usr/sbin/zfs")], privileges: .known([]),
            grants: [grants("send")],
            datasets: .known(listing()), openZFS: .known(OpenZFSVersion(2, 4, 4)), reading: read)
    }

    /// The same with other lines of keys, which no grants are held against.
    static func facts(lines: String...) -> Facts {
        var facts = facts
        facts.grants = []
        facts.keyFiles = [keyFile(lines.joined(separator: "\n") + "\n")]
        return facts
    }
}

extension DatasetName {
    init(literal text: String) {
        guard let name = DatasetName(text) else { preconditionFailure("\(text) is no dataset's name") }
        self = name
    }
}
