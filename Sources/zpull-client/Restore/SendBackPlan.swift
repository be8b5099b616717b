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
    /// What stays here of what is below.
    let leftOut: [LeftOut]
    /// Datasets that were set aside, and go along, as this OpenZFS cannot leave them out.
    let along: [DatasetName]
    private let options: [String]

    /// A dataset below that is not sent.
    struct LeftOut: Equatable {
        let dataset: DatasetName
        let reason: Reason

        enum Reason: Equatable {
            /// It has no snapshot of that name; its newest, if it has any.
            case missing(newest: ShortName?)
            /// It was set aside, and is nothing of the source's.
            case setAside
        }
    }

    /// - Parameters:
    ///   - tree: the dataset and all below it.
    ///   - name: of a snapshot of the dataset; `nil` for its newest.
    ///   - version: of this machine, whose `zfs send` may be able to leave something out.
    init?(
        _ dataset: DatasetName, _ name: ShortName?, in tree: Listing, to target: SendBackTarget,
        on version: OpenZFSVersion = .oldest
    ) {
        let snapshots = tree[dataset]?.snapshots ?? []
        guard let wanted = name ?? snapshots.last?.name, snapshots.contains(where: { $0.name == wanted }),
            let snapshot = SnapshotName(dataset, wanted)
        else { return nil }
        self.snapshot = snapshot
        self.target = target
        func isSent(_ dataset: Dataset) -> Bool { dataset.snapshots.contains { $0.name == wanted } }

        let below = tree.datasets.filter { $0.name.isWithin(dataset) }
        // Whoever asks for what was set aside wants all of it.
        let aside = dataset.isQuarantined ? [] : below.filter(\.name.isQuarantined)
        let roots = aside.map(\.name).filter { name in !aside.contains { $0.name == name.parent } }
        let wouldGo = roots.filter { root in aside.contains { $0.name.isWithin(root) && isSent($0) } }
        let excluded = version.hasSendExclude ? wouldGo : []
        let along = version.hasSendExclude ? [] : wouldGo
        self.along = along
        leftOut =
            roots.filter { !along.contains($0) }.map { LeftOut(dataset: $0, reason: .setAside) }
            + below.filter { !isSent($0) && !aside.contains($0) }
            .map { LeftOut(dataset: $0.name, reason: .missing(newest: $0.snapshots.last?.name)) }
        // -s: what has no such snapshot would end the stream, also where it is excluded (openzfs#15961).
        options =
            ["-R"] + (below.allSatisfy(isSent) ? [] : ["-s"]) + ["-w"] + excluded.flatMap { ["-X", $0.quoted] }
    }

    static func == (left: SendBackPlan, right: SendBackPlan) -> Bool { left.lines == right.lines }

    /// Sends all of it. `zfs receive` without `-F` takes no dataset that is there already.
    var sending: String {
        "zfs send \(options.joined(separator: " ")) \(snapshot.quoted) | "
            + there("zfs receive -u \(target.dataset.quoted)")
    }

    /// Holds the guids of both sides against one another.
    var comparing: String {
        let list = "zfs list -H -r -t snapshot -o guid"
        return "diff <(\(list) \(snapshot.dataset.quoted) | sort) "
            + "<(\(there("\(list) \(target.dataset.quoted)")) | sort) && echo identical"
    }

    var lines: [String] {
        let (here, there) = (snapshot.dataset, target.dataset)
        let others = leftOut.isEmpty ? "" : ", and those of what is left out,"
        return [
            "# as root, on this machine; nothing here changes, and a \(there) that exists there already is not touched"
        ] + leftOut.map(line)
            + along.map {
                "# goes along, although it was set aside: \($0) (only OpenZFS 2.2 and later can leave it out); destroy it there"
            }
            + [
                sending,
                "# then compare by guid: snapshots of \(here) that are newer than @\(snapshot.snapshot)\(others) differ, no others",
                comparing,
            ]
    }

    private func line(_ leftOut: LeftOut) -> String {
        switch leftOut.reason {
        case .setAside: "# left out, as it was set aside: \(leftOut.dataset)"
        case .missing(let newest):
            "# left out, having no @\(snapshot.snapshot): \(leftOut.dataset) "
                + (newest.map { "(its newest is @\($0); send it by itself)" } ?? "(it has no snapshot)")
        }
    }

    private func there(_ command: String) -> String {
        guard let host = target.host else { return command }
        // The shell there takes names with spaces apart again.
        return "ssh \(host) \(command.contains("'") ? "\"\(command)\"" : command)"
    }
}
