import ZFS

/// The commands, for root, that a configuration calls for at both ends.
struct PermissionsText {
    let configuration: Configuration
    let sources: [Source]
    /// The version of OpenZFS of this machine; `nil` when it is not known.
    let here: OpenZFSVersion?
    /// That of the sources.
    let there: OpenZFSVersion?
    var cursor = CursorKind.none

    /// Comments begin with `#`: the whole can be run as it stands.
    var lines: [String] { sources.flatMap(source) + target }

    /// The grants among them, in the same order.
    var allowances: [Allowance] {
        sources.flatMap { source in source.datasets.map { sending($0, of: source) } }
            + parents.flatMap { [receiving($0), pruning($0)] } + (configuration.drill.map { [drilling($0)] } ?? [])
    }

    // MARK: Sources

    private func source(_ source: Source) -> [String] {
        let (place, option) =
            switch source.host {
            case .remote(let remote): ("on \(remote.host)", "--source-openzfs")
            case .local: ("on this machine", "--openzfs")
            }
        return ["# source \(source.name), \(place): let \(sender(of: source)) send"]
            + source.datasets.flatMap { rule -> [String] in
                let sending = sending(rule, of: source)
                let isUnknown = rule.raw == true && version(of: source) == nil
                return (isUnknown ? [Self.rawRemark(option)] : []) + [sending.line]
                    + (sending.permissions.contains("send") ? [] : [formerly(sending.user, "send", rule.remote)])
            }
    }

    /// Without `-l`, also where children are not wanted: ZFS counts snapshots as descendents, to which local grants do not
    /// reach. What may leave is for zpull-serve to say.
    private func sending(_ rule: DatasetRule, of source: Source) -> Allowance {
        let grants = Grants.sending(isRaw: rule.raw == true, on: version(of: source) ?? .oldest)
        return Allowance(
            source: source, user: sender(of: source), permissions: grants + Grants.keeping(cursor), dataset: rule.remote
        )
    }

    private func sender(of source: Source) -> String {
        if case .remote(let remote) = source.host { remote.user } else { configuration.receiveUser }
    }

    private func version(of source: Source) -> OpenZFSVersion? { source.host.isLocal ? here : there }

    private static func rawRemark(_ option: String) -> String {
        "# its OpenZFS is not known; instead of send, from \(OpenZFSVersion.sendRaw) send:raw does, and from "
            + "\(OpenZFSVersion.sendEncrypted) send:encrypted: raw streams only (\(option) VERSION prints that)"
    }

    // MARK: This machine

    private var parents: [DatasetName] { Set(sources.flatMap { $0.datasets.compactMap(\.local.parent) }).sorted() }

    private var target: [String] {
        let heading =
            "# on this machine: parents that nothing is mounted or run from, where \(configuration.receiveUser) may receive"
        return [heading] + (here == nil ? [Self.receiveRemark, Self.verifyRemark] : []) + parents.flatMap(parent)
            + drill
    }

    private var drill: [String] {
        guard let place = configuration.drill else { return [] }
        return [
            "# where \(configuration.pruneUser) may restore to, for a drill", safe(place),
            drilling(place).line,
        ]
    }

    private static let receiveRemark =
        "# no OpenZFS is loaded here; instead of receive, from \(OpenZFSVersion.receiveAppend) receive:append does, "
        + "without zfs receive -F (--openzfs VERSION prints that)"
    private static let verifyRemark =
        "# instead of send, from \(OpenZFSVersion.sendRaw) send:raw does, raw streams only"

    private func parent(_ parent: DatasetName) -> [String] {
        let receiving = receiving(parent)
        return [safe(parent), receiving.line]
            + (receiving.permissions.contains("receive") ? [] : [formerly(receiving.user, "receive", parent)])
            + [pruning(parent).line]
    }

    private func receiving(_ parent: DatasetName) -> Allowance {
        Allowance(
            user: configuration.receiveUser,
            permissions: Grants.receiving(on: here ?? .oldest, quarantines: sources.quarantine(below: parent)),
            dataset: parent)
    }

    private func pruning(_ parent: DatasetName) -> Allowance {
        Allowance(
            user: configuration.pruneUser, permissions: Grants.pruning + Grants.verifying(on: here ?? .oldest),
            dataset: parent)
    }

    private func drilling(_ place: DatasetName) -> Allowance {
        Allowance(
            user: configuration.pruneUser, permissions: Grants.drilling(on: here ?? .oldest), dataset: place)
    }

    private func safe(_ parent: DatasetName) -> String {
        if parent.parent == nil {
            let properties = Grants.safeProperties.filter { $0 != "mountpoint=none" }
            return "zfs set \(properties.joined(separator: " ")) \(parent.quoted)"
        }
        return "zfs create -p \(Grants.safeProperties.map { "-o \($0)" }.joined(separator: " ")) \(parent.quoted)"
    }

    /// What takes back the wider grant of an earlier day, which would make the tighter one pointless.
    private func formerly(_ user: String, _ grant: String, _ dataset: DatasetName) -> String {
        "# if it was given \(grant) before: zfs unallow -u \(user) \(grant) \(dataset.quoted)"
    }
}
