import ZFS

/// `zfs rename` of a dataset with all below it.
struct Renamer {
    private let pool: Pool

    init(_ pool: Pool) { self.pool = pool }

    func run(_ arguments: [String]) throws {
        guard arguments.count == 2, let old = DatasetName(arguments[0]), let new = DatasetName(arguments[1]) else {
            throw Exit.notUnderstood(["rename"] + arguments)
        }
        try pool.strike("rename", arguments[0])
        let all = try pool.datasets()
        guard all.contains(where: { $0.name == old }) else { throw Exit.missing(old) }
        guard !all.contains(where: { $0.name == new }) else {
            throw Exit("cannot rename '\(old)': dataset already exists")
        }
        for dataset in all {
            guard let path = dataset.name.path(below: old), let name = new.appending(path) else { continue }
            try pool.save(try StoredDataset(name, parsing: dataset.text))
            pool.remove(dataset.name)
        }
    }
}
