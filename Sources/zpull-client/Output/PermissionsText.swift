import ZFS

/// The commands, for root, that a configuration calls for at both ends. Comments begin with `#`: the whole can be run as it
/// stands.
struct PermissionsText {
    let configuration: Configuration
    let sources: [Source]
    /// The version of OpenZFS of this machine; `nil` when it is not known.
    let here: OpenZFSVersion?
    /// That of the sources.
    let there: OpenZFSVersion?
    var cursor = CursorKind.none

    var lines: [String] { sources.flatMap(source) + target }

    // MARK: Sources

    private func source(_ source: Source) -> [String] {
        let (place, user, version) =
            switch source.host {
            case .remote(let remote): ("on \(remote.host)", remote.user, there)
            case .local: ("on this machine", configuration.receiveUser, here)
            }
        // Without `-l`, also where children are not wanted: ZFS counts snapshots as descendents, to which local grants do
        // not reach. What may leave is for zpull-serve to say.
        return ["# source \(source.name), \(place): let \(user) send"]
            + source.datasets.flatMap { rule -> [String] in
                let isRaw = rule.raw == true
                let grants = Grants.sending(isRaw: isRaw, on: version ?? .oldest)
                let option = source.host.isLocal ? "--openzfs" : "--source-openzfs"
                return (isRaw && version == nil ? [Self.rawRemark(option)] : [])
                    + [allow(user, grants + Grants.keeping(cursor), rule.remote)]
                    + (grants == ["send"] ? [] : [formerly(user, "send", rule.remote)])
            }
    }

    private static func rawRemark(_ option: String) -> String {
        "# its OpenZFS is not known; instead of send, from \(OpenZFSVersion.sendRaw) send:raw does, and from "
            + "\(OpenZFSVersion.sendEncrypted) send:encrypted: raw streams only (\(option) VERSION prints that)"
    }

    // MARK: This machine

    private var target: [String] {
        let parents = Set(sources.flatMap { $0.datasets.compactMap(\.local.parent) }).sorted()
        let heading =
            "# on this machine: parents that nothing is mounted or run from, where \(configuration.receiveUser) may receive"
        return [heading] + (here == nil ? [Self.receiveRemark, Self.verifyRemark] : []) + parents.flatMap(parent)
            + drill
    }

    private var drill: [String] {
        guard let place = configuration.drill else { return [] }
        return [
            "# where \(configuration.pruneUser) may restore to, for a drill", safe(place),
            allow(configuration.pruneUser, Grants.drilling(on: here ?? .oldest), place),
        ]
    }

    private static let receiveRemark =
        "# no OpenZFS is loaded here; instead of receive, from \(OpenZFSVersion.receiveAppend) receive:append does, "
        + "without zfs receive -F (--openzfs VERSION prints that)"
    private static let verifyRemark =
        "# instead of send, from \(OpenZFSVersion.sendRaw) send:raw does, raw streams only"

    private func parent(_ parent: DatasetName) -> [String] {
        let (receiver, pruner) = (configuration.receiveUser, configuration.pruneUser)
        let grants = Grants.receiving(on: here ?? .oldest, quarantines: sources.quarantine(below: parent))
        return [safe(parent), allow(receiver, grants, parent)]
            + (grants.contains("receive") ? [] : [formerly(receiver, "receive", parent)])
            + [allow(pruner, Grants.pruning + Grants.verifying(on: here ?? .oldest), parent)]
    }

    private func safe(_ parent: DatasetName) -> String {
        if parent.parent == nil {
            let properties = Grants.safeProperties.filter { $0 != "mountpoint=none" }
            return "zfs set \(properties.joined(separator: " ")) \(parent.quoted)"
        }
        return "zfs create -p \(Grants.safeProperties.map { "-o \($0)" }.joined(separator: " ")) \(parent.quoted)"
    }

    // MARK: Lines

    private func allow(_ user: String, _ grants: [String], _ dataset: DatasetName) -> String {
        "zfs allow -u \(user) \(grants.joined(separator: ",")) \(dataset.quoted)"
    }

    /// What takes back the wider grant of an earlier day, which would make the tighter one pointless.
    private func formerly(_ user: String, _ grant: String, _ dataset: DatasetName) -> String {
        "# if it was given \(grant) before: zfs unallow -u \(user) \(grant) \(dataset.quoted)"
    }
}
