package import ZFS

/// What is known of the parents of targets that do not exist yet. `zfs receive` would find out after the source has begun
/// to send.
package struct TargetParents: Sendable {
    private let listing: Listing
    private let coming: Set<DatasetName>

    /// - Parameters:
    ///   - listing: what exists of `names(of:)`.
    ///   - coming: datasets that this run may make, and that may be parents therefore.
    package init(_ listing: Listing, coming: [DatasetName]) {
        self.listing = listing
        self.coming = Set(coming)
    }

    /// What has to be listed: the parents of these targets, and their pools.
    package static func names(of targets: [DatasetName]) -> [DatasetName] {
        Set(targets.flatMap { [$0.parent, $0.pool].compactMap { $0 } }).sorted()
    }

    /// Why a target that does not exist could not be made.
    func obstacle(to target: DatasetName) -> Obstacle? {
        guard listing[target.pool] != nil else { return .poolMissing(local: target, pool: target.pool) }
        guard let parent = target.parent, !coming.contains(parent) else { return nil }
        guard let there = listing[parent] else { return .targetParentMissing(local: target, parent: parent) }
        return there.kind == .volume ? .parentIsVolume(local: target, parent: parent) : nil
    }
}
