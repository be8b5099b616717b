package import ZFS

/// A dataset that is new at the source by its name, and by its guids is what another one here was.
package struct RenameHint: Hashable, Sendable, CustomStringConvertible {
    /// What is here, and has no counterpart at the source any more.
    package let from: DatasetName
    /// Where the full stream will go.
    package let to: DatasetName

    package init(from: DatasetName, to: DatasetName) {
        self.from = from
        self.to = to
    }

    package var description: String {
        "\(to) is what \(from) was before it was renamed on the source; `zfs rename \(from.quoted) \(to.quoted)` before "
            + "the run spares the full stream, and the space for it"
    }
}

/// Datasets here that the source no longer has under their names.
struct Orphans {
    private let datasets: [Dataset]
    /// By the guid of their newest snapshot, so that after a rename an increment is possible.
    private let byNewest: [Guid: Dataset]

    init(_ datasets: [Dataset]) {
        self.datasets = datasets
        byNewest = Dictionary(
            datasets.compactMap { dataset in dataset.snapshots.last.map { ($0.guid, dataset) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The one that a dataset of the source has been, if any.
    func former(of dataset: Dataset) -> Dataset? {
        guard !byNewest.isEmpty else { return nil }
        let guids = dataset.snapshots.reversed().map(\.guid) + dataset.bookmarks.reversed().map(\.guid)
        return guids.lazy.compactMap { byNewest[$0] }.first { $0.kind == dataset.kind }
    }
}
