import Glibc
import System
import ZFS

/// `zfs hold`, `zfs release` and `zfs holds`, and the property `userrefs`.
struct Holder {
    private let pool: Pool

    init(_ pool: Pool) { self.pool = pool }

    func hold(_ arguments: [String]) throws {
        try change("hold", arguments) { dataset, hold in
            let name = "\(dataset.name)@\(hold.snapshot)"
            guard !dataset.holds.contains(hold) else {
                throw Exit("cannot hold snapshot '\(name)': tag already exists on this dataset")
            }
            dataset.holds.append(hold)
        }
    }

    func release(_ arguments: [String]) throws {
        try change("release", arguments) { dataset, hold in
            guard let place = dataset.holds.firstIndex(of: hold) else {
                let name = "\(dataset.name)@\(hold.snapshot)"
                throw Exit("cannot release hold from snapshot '\(name)': no such tag on this dataset")
            }
            dataset.holds.remove(at: place)
        }
    }

    /// Lines of name, tag and date.
    func list(_ arguments: [String]) throws {
        let names = arguments.dropFirst().compactMap { SnapshotName($0) }
        guard arguments.first == "-H", !names.isEmpty, names.count == arguments.count - 1 else {
            throw Exit.notUnderstood(["holds"] + arguments)
        }
        try pool.strike("holds")
        for name in names {
            let dataset = try pool.dataset(name.dataset)
            guard let dataset, dataset.snapshots.contains(where: { $0.name == "\(name.snapshot)" }) else {
                throw Exit.missing(name)
            }
            try Listings.print(
                dataset.holds.filter { $0.snapshot == "\(name.snapshot)" }
                    .map { "\(name)\t\($0.tag)\tMon Nov 23 21:00 2026" })
        }
    }

    /// Lines of name and number, for all snapshots of some trees.
    func counts(_ roots: [DatasetName], isRecursive: Bool) throws {
        try pool.strike("get", "userrefs")
        let datasets = try pool.datasets()
        for root in roots {
            guard datasets.contains(where: { $0.name == root }) else { throw Exit.missing(root) }
            for dataset in datasets where isRecursive ? dataset.name.isWithin(root) : dataset.name == root {
                try Listings.print(
                    dataset.snapshots.map { snapshot in
                        let count = dataset.holds.count { $0.snapshot == snapshot.name }
                        return "\(dataset.name)@\(snapshot.name)\t\(count)"
                    })
            }
        }
    }

    private func change(
        _ verb: String, _ arguments: [String], _ change: (inout StoredDataset, StoredHold) throws -> Void
    ) throws {
        guard arguments.count == 2, let name = SnapshotName(arguments[1]) else {
            throw Exit.notUnderstood([verb] + arguments)
        }
        try pool.strike(verb, "\(name)")
        try pool.change(name.dataset, orMissing: name) { dataset in
            guard dataset.snapshots.contains(where: { $0.name == "\(name.snapshot)" }) else { throw Exit.missing(name) }
            try change(&dataset, StoredHold(snapshot: "\(name.snapshot)", tag: arguments[0]))
        }
    }
}
