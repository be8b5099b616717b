import Glibc
import System
import ZFS

/// The way back, tried: a snapshot goes through `zfs send` and `zfs receive` into a dataset of its own, where it must have the
/// same guid, and from where it goes again.
struct Drill {
    let zfs: ZFSTool
    let interruption: Interruption
    /// What is restored lies below it.
    let place: DatasetName

    /// Restores the newest snapshot of a dataset.
    func restore(_ dataset: Dataset, of source: String) -> BackupTour.Turn {
        guard var reading = VerifyReading(dataset, newest: 1), let snapshot = reading.snapshots.last else {
            return .nothing
        }
        let start = Monotonic.now
        let (outcome, leftover) = tryOut(reading.streams[0], snapshot, of: dataset.name)
        var event = HistoryEvent(
            time: 0, event: .drill, source: source, dataset: dataset.name.description, outcome: .done,
            snapshots: 1, newest: HistoryEvent.Snapshot(snapshot))
        var problems = [leftover].compactMap(\.self)
        do {
            event.bytes = try outcome.get()
        } catch {
            // What is left is told also after a signal: nobody else would.
            if leftover == nil {
                if interruption.signal != nil { return .nothing }
                if reading.leaveOutMissing(zfs, until: interruption.descriptor) { return .gone }
            }
            problems.insert("the drill of \(dataset.name)@\(snapshot.name) failed: \(error)", at: 0)
        }
        if !problems.isEmpty {
            (event.outcome, event.snapshots, event.problem) = (.failed, 0, problems.joined(separator: "; "))
        }
        (event.time, event.seconds) = (wallClockSeconds(), (.now - start).seconds)
        return .looked(event)
    }

    /// Restores one snapshot and takes it away again.
    ///
    /// - Returns: how many bytes have passed, and what could not be taken away, with the mend.
    private func tryOut(
        _ stream: [String], _ snapshot: Snapshot, of dataset: DatasetName
    ) -> (outcome: Result<UInt64, any Error>, leftover: String?) {
        do {
            let scratch = try emptyPlace(for: dataset, snapshot)
            let outcome = Result { try restore(stream, into: scratch, expecting: snapshot.guid) }
            do {
                try clear(scratch)
                return (outcome, nil)
            } catch {
                return (outcome, "\(scratch.dataset) may be left: \(error); \(Self.clearing(scratch.dataset))")
            }
        } catch { return (.failure(error), nil) }
    }

    private static func clearing(_ scratch: DatasetName) -> String {
        "look at it, then, as root, `zfs destroy -r \(scratch.quoted)`"
    }

    /// A name below the place for drills that nothing has yet.
    private func emptyPlace(for dataset: DatasetName, _ snapshot: Snapshot) throws -> SnapshotName {
        let name = dataset.description.replacing("/", with: "-")
        guard let scratch = place.appending(name).flatMap({ SnapshotName($0, snapshot.name) }) else {
            throw RestoreRefusal("\(place)/\(name)@\(snapshot.name) is too long a name; choose a shorter `drill`")
        }
        guard try zfs.heads([scratch.dataset], until: interruption.descriptor)[scratch.dataset] == nil else {
            throw RestoreRefusal(
                "\(scratch.dataset) is there already, from a drill that was cut; \(Self.clearing(scratch.dataset))")
        }
        return scratch
    }

    /// Returns how many bytes have passed.
    private func restore(_ stream: [String], into scratch: SnapshotName, expecting guid: Guid) throws -> UInt64 {
        let receive = try ReceiveProcess(scratch, zfs: zfs, interruption: interruption)
        let read = try passed(stream, into: receive)
        let received = try receive.finish()
        if let failure = read?.failure("zfs send") { throw RestoreRefusal(failure) }
        guard let read, received.ending.isSuccess else {
            throw RestoreRefusal(
                "zfs receive: \(received.ending): \(received.complaint); `zpull-client permissions` prints what it needs"
            )
        }
        let found = try zfs.guids([scratch], until: interruption.descriptor)[scratch]
        guard found == guid else {
            throw RestoreRefusal("\(scratch) has the guid \(found.map { "\($0)" } ?? "of nothing"), not \(guid)")
        }
        return read.bytes
    }

    /// Sends; `nil` when `zfs receive` would take no more, which says why.
    private func passed(_ stream: [String], into receive: ReceiveProcess) throws(SystemError) -> ReadThrough? {
        do throws(SystemError) {
            return try ReadThrough(zfs.path, stream, into: receive.descriptor, until: interruption.descriptor)
        } catch {
            if error.number == EPIPE { return nil }
            throw error
        }
    }

    /// Takes away what this drill has received, whole or not, and no more.
    private func clear(_ scratch: SnapshotName) throws {
        guard let dataset = try zfs.list([scratch.dataset], isRecursive: false)[scratch.dataset] else { return }
        if dataset.resumeToken != nil { return try zfs.abortReceive(scratch.dataset) }
        if !dataset.snapshots.isEmpty { try zfs.perform(ZFSCommand.destroy(scratch)) }
        try zfs.perform(ZFSCommand.destroy(scratch.dataset))
    }
}
