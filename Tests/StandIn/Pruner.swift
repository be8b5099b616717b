import System
import ZFS

/// `zfs destroy` of some snapshots of one dataset, all or none.
struct Pruner {
    private let pool: Pool

    init(_ pool: Pool) { self.pool = pool }

    func run(_ arguments: [String]) throws {
        let parts = arguments.last?.split(separator: "@").map(String.init) ?? []
        guard parts.count == 2, let name = DatasetName(parts[0]) else {
            throw Exit.notUnderstood(["destroy"] + arguments)
        }
        let names = parts[1].split(separator: ",").compactMap { ShortName($0) }
        guard ["destroy"] + arguments == ZFSCommand.destroy(names, of: name) else {
            throw Exit.notUnderstood(["destroy"] + arguments)
        }
        try pool.strike("destroy", name.description)
        var freed = 0
        try pool.change(name, orMissing: name) { dataset in
            let doomed = Set(names.map(\.description))
            guard !dataset.holds.contains(where: { doomed.contains($0.snapshot) }) else {
                throw Exit("cannot destroy snapshots in \(name): dataset is busy")
            }
            freed = dataset.snapshots.filter { doomed.contains($0.name) }.reduce(0) { $0 + $1.size }
            dataset.snapshots.removeAll { doomed.contains($0.name) }
        }
        try Listings.print(names.map { "destroy\t\(name)@\($0)" } + ["reclaim\t\(freed)"])
    }
}
