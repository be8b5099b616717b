import ZFS

/// The `zfs allow` lines that a configuration calls for.
enum Grants {
    /// What the source's account needs to send (zfs-allow(8); measured on OpenZFS 2.1.11 and 2.4.4).
    static let sending = ["send"]
    /// What the receiving user needs on the parent of each target. `mount` is needed although Linux mounts nothing for it.
    static let receiving = ["receive", "create", "mount"]
    /// What the pruning user needs there: `mount` goes with `destroy`.
    static let pruning = ["destroy", "mount"]

    /// Properties of each target's parent that keep what is received from being mounted, run or exposed.
    static let safeProperties = [
        "mountpoint=none", "canmount=off", "readonly=on", "exec=off", "setuid=off", "devices=off", "volmode=none",
        "snapdev=hidden",
    ]

    static func lines(_ configuration: Configuration, _ sources: [Source]) -> [String] {
        sources.flatMap { source(for: $0, configuration) } + target(sources, configuration)
    }

    private static func source(for source: Source, _ configuration: Configuration) -> [String] {
        let (place, user) =
            switch source.host {
            case .remote(let remote): ("on \(remote.host)", remote.user)
            case .local: ("on this machine", configuration.receiveUser)
            }
        return ["# source \(source.name), \(place): let \(user) send"]
            // Without `-l`, also where children are not wanted: ZFS counts snapshots as descendents, to which local grants
            // do not reach. What may leave is for zpull-serve to say.
            + source.datasets.map { "zfs allow -u \(user) \(sending.joined(separator: ",")) \($0.remote.quoted)" }
    }

    private static func target(_ sources: [Source], _ configuration: Configuration) -> [String] {
        let parents = Set(sources.flatMap { $0.datasets.compactMap(\.local.parent) }).sorted()
        var lines = [
            "# on this machine: parents that nothing is mounted or run from, where \(configuration.receiveUser) may receive"
        ]
        for parent in parents {
            let options = safeProperties.map { "-o \($0)" }.joined(separator: " ")
            if parent.parent == nil {
                lines.append(
                    "zfs set \(safeProperties.filter { $0 != "mountpoint=none" }.joined(separator: " ")) \(parent.quoted)"
                )
            } else {
                lines.append("zfs create -p \(options) \(parent.quoted)")
            }
            lines.append(
                "zfs allow -u \(configuration.receiveUser) \(receiving.joined(separator: ",")) \(parent.quoted)")
            if configuration.pruneUser != configuration.receiveUser {
                lines.append(
                    "zfs allow -u \(configuration.pruneUser) \(pruning.joined(separator: ",")) \(parent.quoted)")
            } else {
                lines.append(
                    "zfs allow -u \(configuration.receiveUser) \(pruning.joined(separator: ",")) \(parent.quoted)")
            }
        }
        return lines
    }
}
