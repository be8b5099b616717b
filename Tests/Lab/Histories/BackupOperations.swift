/// What somebody does by hand, as root, to what has been received.
enum BackupOperations {
    /// One operation, where there is something to do it to.
    static func think(_ places: [String: Ends.Place], of root: String, _ random: inout SplitMix64) -> Operation? {
        let paths = places.keys.sorted().filter { !(places[$0]?.snapshots.isEmpty ?? true) }
        guard let path = random.pick(paths), let place = places[path], let point = random.pick(place.snapshots) else {
            return nil
        }
        let (dataset, label) = (path.isEmpty ? root : "\(root)/\(path)", path.isEmpty ? "." : path)
        let snapshot = "\(dataset)@\(point.name)"
        let free = SourceOperations.snapshotNames.filter { name in !place.snapshots.contains { $0.name == name } }
        switch random.below(5) {
        case 0, 1:
            // What an interrupted receive starts from cannot be destroyed; and without its newest snapshot the dataset
            // counts as modified until it is rolled back, which is the next case.
            guard point != place.snapshots.last else { return nil }
            return Operation("at the backup: destroy \(label)@\(point.name)", .zfs(["destroy", snapshot]))
        case 2:
            guard place.token == nil, place.snapshots.filter({ $0.txg == point.txg }).count == 1 else { return nil }
            return Operation("at the backup: roll back \(label) to @\(point.name)", .zfs(["rollback", "-r", snapshot]))
        case 3:
            guard let name = random.pick(free) else { return nil }
            return Operation("at the backup: snapshot \(label)@\(name)", .zfs(["snapshot", "\(dataset)@\(name)"]))
        default:
            guard point.name.hasPrefix("s"), let name = random.pick(free) else { return nil }
            return Operation(
                "at the backup: rename \(label)@\(point.name) to @\(name)",
                .zfs(["rename", snapshot, "\(dataset)@\(name)"]))
        }
    }
}
