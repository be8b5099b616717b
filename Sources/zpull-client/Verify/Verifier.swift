import System
import ZFS

/// Reads datasets of this machine through.
struct Verifier {
    let zfs: ZFSTool
    let interruption: Interruption
    /// Who reads, for what mends a missing grant.
    let user: String

    /// Reads one dataset, stream after stream, until one fails.
    func verify(_ dataset: DatasetName, _ wanted: VerifyReading, of source: String) -> BackupTour.Turn {
        let start = Monotonic.now
        var reading = wanted
        var event = HistoryEvent(
            time: 0, event: .verify, source: source, dataset: dataset.description, outcome: .done, snapshots: 0,
            bytes: 0)
        while let snapshot = reading.snapshots.first, let stream = reading.streams.first {
            var isRead = true
            do throws(SystemError) {
                let read = try ReadThrough(zfs.path, stream, until: interruption.descriptor)
                event.bytes? += read.bytes
                guard let failure = read.failure("\(dataset)@\(snapshot.name) cannot be read: zfs send") else {
                    event.snapshots? += 1
                    event.newest = HistoryEvent.Snapshot(snapshot)
                    event.oldest = event.oldest ?? event.newest
                    reading.advance()
                    continue
                }
                if reading.leaveOutMissing(zfs, until: interruption.descriptor) { continue }
                isRead = !read.complaint.contains("permission denied")
                event.problem = "\(failure); \(isRead ? Self.mend(dataset) : grant(dataset))"
            } catch {
                isRead = false
                event.problem = "\(ZFSToolError.notRun(zfs.path, error))"
            }
            guard interruption.signal == nil else { return .nothing }
            // Where nothing was found out about it, any that is read later makes that good.
            (event.outcome, event.newest) = (.failed, isRead ? HistoryEvent.Snapshot(snapshot) : nil)
            break
        }
        guard event.outcome == .failed || event.newest != nil else { return .gone }
        (event.time, event.seconds) = (wallClockSeconds(), (.now - start).seconds)
        return .looked(event)
    }

    private static func mend(_ dataset: DatasetName) -> String {
        "`zpool status -v \(dataset.pool)` names what is damaged, docs/restore.md what to do; afterwards "
            + "`zpull-client verify --all --dataset \(dataset.quoted)`"
    }

    private func grant(_ dataset: DatasetName) -> String {
        let grant = Grants.verifying(on: ZFSTool.moduleVersion.flatMap { OpenZFSVersion($0) } ?? .oldest)
        return "as root: `zfs allow -u \(user) \(grant.joined(separator: ",")) \((dataset.parent ?? dataset).quoted)`"
    }
}
