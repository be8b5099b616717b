/// A dataset, or a tree of them with parts left out.
package struct DatasetSelection: Hashable, Sendable {
    package let root: DatasetName
    package let isRecursive: Bool
    /// A dataset is left out, with all below it, when one of these matches its full name or its path below the root.
    package let exclude: [Glob]

    package init(root: DatasetName, isRecursive: Bool, exclude: [Glob] = []) {
        self.root = root
        self.isRecursive = isRecursive
        self.exclude = exclude
    }

    /// The root itself is always selected: a pattern that matched it would leave nothing.
    package func contains(_ dataset: DatasetName) -> Bool {
        if dataset == root { return true }
        guard isRecursive, dataset.isWithin(root) else { return false }
        var ancestor: DatasetName? = dataset
        while let name = ancestor, name != root {
            let path = name.path(below: root) ?? ""
            if exclude.contains(where: { $0.matches(name.description) || $0.matches(path) }) { return false }
            ancestor = name.parent
        }
        return true
    }
}

extension [Glob] {
    /// Whether a snapshot is wanted: without any pattern all are, else those that one of them matches.
    package func wants(_ snapshot: ShortName) -> Bool {
        isEmpty || contains { $0.matches(snapshot.description) }
    }
}
