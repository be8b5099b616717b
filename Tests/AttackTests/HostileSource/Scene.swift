import Foundation
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

/// Both pools before an attempt, to be held against what they are after it.
struct Scene {
    private let source: [StoredDataset]
    private let target: [StoredDataset]

    init(of ring: Ring) throws {
        source = try ring.source.datasets()
        target = try ring.target.datasets()
        ring.source.forgetCalls()
        ring.target.forgetCalls()
    }

    /// What is not as it must be, in words.
    func breaches(in ring: Ring) throws -> [String] {
        var breaches = try snapshots(in: ring.target)
        if try ring.source.datasets() != source { breaches.append("the source's pool was changed") }
        for call in try ring.target.calls() where !Self.isAllowed(call.arguments) {
            breaches.append("zfs was told: \(call.arguments)")
        }
        if let left = try Self.processesLeft(of: ring) { breaches.append("left at work: \(left)") }
        do { _ = try FileLock(path: "\(ring.folder)/state/lock/backup%data") } catch FileLockError.held {
            breaches.append("the lock is held")
        } catch FileLockError.unusable {
            // No run came so far that it made the folder.
        }
        return breaches
    }

    /// Every snapshot that was there is there as it was, and what is new is what the honest source has.
    private func snapshots(in pool: Pool) throws -> [String] {
        var breaches: [String] = []
        let now = try pool.datasets()
        let theirs = source.first { $0.name.description == "tank/data" }?.snapshots ?? []
        for dataset in now + target.filter({ old in !now.contains { $0.name == old.name } }) {
            let old = target.first { $0.name == dataset.name }
            guard dataset.name.description == "backup/data" else {
                if dataset != old { breaches.append("\(dataset.name) came, went or changed") }
                continue
            }
            let before = old?.snapshots ?? []
            if !now.contains(where: { $0.name == dataset.name }), !before.isEmpty {
                breaches.append("\(dataset.name) is gone")
            }
            if Array(dataset.snapshots.prefix(before.count)) != before { breaches.append("an older snapshot changed") }
            for new in dataset.snapshots.dropFirst(before.count)
            where !theirs.contains(where: { $0.hasContents(of: new) }) {
                breaches.append("@\(new.name) was not agreed on")
            }
            if let partial = dataset.partial, !Self.isAgreed(partial, theirs, on: dataset) {
                breaches.append("the beginning of \(partial.toName) was not agreed on")
            }
        }
        return breaches
    }

    private static func isAgreed(_ partial: PartialReceive, _ theirs: [StoredSnapshot], on dataset: StoredDataset)
        -> Bool
    {
        partial.from == dataset.snapshots.last?.guid ?? 0
            && theirs.contains { $0.guid == partial.to && "tank/data@\($0.name)" == partial.toName.description }
    }

    /// Never `-F`, `-A` or `destroy`, and never another target.
    private static func isAllowed(_ arguments: [String]) -> Bool {
        switch arguments.first {
        case "list", "get", "allow", "zpool": true
        case "receive": ["one", "two", "three"].contains { arguments == ["receive", "-s", "-u", "backup/data@\($0)"] }
        default: false
        }
    }

    /// What still runs of this ring besides its sshd; `nil` when all has ended, as it must after a while.
    private static func processesLeft(of ring: Ring) throws -> String? {
        let deadline = Monotonic.now + .seconds(20)
        while true {
            let left = try commandLines().first { $0.contains(ring.folder) && !$0.contains("sshd_config") }
            if left == nil, ring.server.sessions.isEmpty { return nil }
            // They are children of others, of whose end nobody tells us.
            if deadline.hasPassed { return left ?? "a session of sshd" }
            usleep(5000)
        }
    }

    private static func commandLines() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int32($0) != nil }.compactMap {
            (try? text(ofFile: "/proc/\($0)/cmdline"))?.replacing("\0", with: " ")
        }
    }
}
