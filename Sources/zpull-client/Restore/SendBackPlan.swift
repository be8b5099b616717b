import Encoding
import ZFS

/// Where a dataset is sent back to.
struct SendBackTarget: Equatable {
    /// As ssh(1) takes it, `root@web1.example.net`; `nil` for this machine.
    let host: String?
    let dataset: DatasetName

    /// Reads `HOST:DATASET` or `DATASET`. A host is a name, with a user or without; for an address with colons, and for a
    /// port, ~/.ssh/config can give one.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let isNamed = parts.count == 2 && !parts[0].contains("/")
        guard let dataset = DatasetName(isNamed ? parts[1] : text[...]) else { return nil }
        self.dataset = dataset
        host = isNamed ? String(parts[0]) : nil
        guard let host else { return }
        let isHost = host.utf8.allSatisfy { $0.isLetterOrDigit || "-_.@".utf8.contains($0) }
        guard isHost, !host.isEmpty, !host.hasPrefix("-") else { return nil }
    }
}

/// How a dataset goes back to where it came from, with all below it and all snapshots up to one: the lines for a person's
/// shell. zpull cannot do it by itself, as its accounts may not receive at a source.
struct SendBackPlan: Equatable {
    let snapshot: SnapshotName
    let target: SendBackTarget
    /// Datasets below that have no snapshot of that name, and their newest.
    let leftOut: [(DatasetName, ShortName?)]

    /// - Parameters:
    ///   - tree: the dataset and all below it.
    ///   - name: of a snapshot of the dataset; `nil` for its newest.
    init?(_ dataset: DatasetName, _ name: ShortName?, in tree: Listing, to target: SendBackTarget) {
        let snapshots = tree[dataset]?.snapshots ?? []
        guard let wanted = name ?? snapshots.last?.name, snapshots.contains(where: { $0.name == wanted }),
            let snapshot = SnapshotName(dataset, wanted)
        else { return nil }
        self.snapshot = snapshot
        self.target = target
        leftOut = tree.datasets
            .filter { below in below.name.isWithin(dataset) && !below.snapshots.contains { $0.name == wanted } }
            .map { ($0.name, $0.snapshots.last?.name) }
    }

    static func == (left: SendBackPlan, right: SendBackPlan) -> Bool { left.lines == right.lines }

    /// Sends all of it. `zfs receive` without `-F` takes no dataset that is there already.
    var sending: String {
        // -s: those that are left out would end the stream.
        let options = leftOut.isEmpty ? "-R -w" : "-R -s -w"
        return "zfs send \(options) \(snapshot.quoted) | \(there("zfs receive -u \(target.dataset.quoted)"))"
    }

    /// Holds the guids of both sides against one another.
    var comparing: String {
        let list = "zfs list -H -r -t snapshot -o guid"
        return "diff <(\(list) \(snapshot.dataset.quoted) | sort) "
            + "<(\(there("\(list) \(target.dataset.quoted)")) | sort) && echo identical"
    }

    var lines: [String] {
        let (here, there) = (snapshot.dataset, target.dataset)
        return [
            "# as root, on this machine; nothing here changes, and a \(there) that exists there already is not touched"
        ]
            + leftOut.map { name, newest in
                "# left out, having no @\(snapshot.snapshot): \(name) "
                    + (newest.map { "(its newest is @\($0); send it by itself)" } ?? "(it has no snapshot)")
            }
            + [
                sending,
                "# then compare by guid: snapshots of \(here) that are newer than @\(snapshot.snapshot) differ, no others",
                comparing,
            ]
    }

    private func there(_ command: String) -> String {
        guard let host = target.host else { return command }
        // The shell there takes names with spaces apart again.
        return "ssh \(host) \(command.contains("'") ? "\"\(command)\"" : command)"
    }
}
