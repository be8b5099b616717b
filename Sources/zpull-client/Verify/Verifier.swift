import System
import ZFS

/// Reads datasets of this machine through.
struct Verifier {
    let zfs: ZFSTool
    let interruption: Interruption
    /// Who reads, for what mends a missing grant.
    let user: String

    /// Reads one dataset, stream after stream, until one fails; `nil` when a signal came meanwhile.
    func verify(_ dataset: DatasetName, _ reading: VerifyReading, of source: String) -> HistoryEvent? {
        let start = Monotonic.now
        var event = HistoryEvent(
            time: 0, event: .verify, source: source, dataset: dataset.description, outcome: .done, snapshots: 0,
            bytes: 0, newest: reading.snapshots.last.map(HistoryEvent.Snapshot.init))
        for (snapshot, stream) in zip(reading.snapshots, reading.streams) {
            do throws(SystemError) {
                let read = try ReadThrough(zfs.path, stream, until: interruption.descriptor)
                event.bytes? += read.bytes
                guard let failure = read.failure("\(dataset)@\(snapshot.name) cannot be read: zfs send") else {
                    event.snapshots? += 1
                    continue
                }
                event.problem = "\(failure); \(mend(read, dataset))"
            } catch {
                guard interruption.signal == nil else { return nil }
                event.problem = "\(ZFSToolError.notRun(zfs.path, error))"
            }
            event.outcome = .failed
            break
        }
        (event.time, event.seconds) = (wallClockSeconds(), (.now - start).seconds)
        return event
    }

    private func mend(_ read: ReadThrough, _ dataset: DatasetName) -> String {
        guard read.complaint.contains("permission denied") else {
            return "`zpool status -v \(dataset.pool)` names what is damaged, docs/restore.md what to do"
        }
        let grant = Grants.verifying(on: ZFSTool.moduleVersion.flatMap { OpenZFSVersion($0) } ?? .oldest)
        return "as root: `zfs allow -u \(user) \(grant.joined(separator: ",")) \((dataset.parent ?? dataset).quoted)`"
    }
}
