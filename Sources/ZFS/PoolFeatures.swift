/// What a pool can store (zpool-features(7)), and so which streams it can take.
package struct PoolFeatures: Hashable, Sendable {
    /// Names such as `large_blocks`, of features that are enabled or active.
    package let names: Set<String>

    package init(names: Set<String>) { self.names = names }

    /// Reads what `ZPoolCommand.features` prints: property and value between a tab, a line each. A feature that the
    /// module does not know has no line, so its version need not be asked for.
    package init(parsing output: some StringProtocol) {
        let prefix = "feature@"
        names = Set(
            output.split(separator: "\n").compactMap { line in
                let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
                guard columns.count == 2, columns[0].hasPrefix(prefix), ["enabled", "active"].contains(columns[1])
                else { return nil }
                return String(columns[0].dropFirst(prefix.count))
            })
    }

    /// The stream features that `zfs receive` takes into this pool (`recv_begin_check_feature_flags_impl` in
    /// module/zfs/dmu_recv.c), of those that zpull takes at all.
    package var accepted: StreamFeatures {
        let bound = StreamFeatures(
            StreamFeatures.poolFeatures.filter { names.contains($0.poolFeature) }.map(\.stream))
        return StreamFeatures.unbound.union(bound)
    }
}

/// The command lines of `zpool` that zpull runs.
package enum ZPoolCommand {
    /// All properties of the pool of a dataset.
    package static func features(of pool: DatasetName) -> [String] {
        ["get", "-Hp", "-o", "property,value", "all", pool.description]
    }
}
