import Ledger
import Protocol
import System
import ZFS

/// What the session with one source leaves in the audit log, if the configuration names one.
///
/// No session begins that cannot be recorded, and none goes on after a stream that could not.
final class SourceRecorder {
    private let file: LedgerFile?
    private let start = Monotonic.now
    private var stream: RunningStream?
    /// Why something less than a stream could not be recorded; the first time.
    private(set) var problem: SessionError?

    /// Records that a session begins.
    ///
    /// - Parameter path: of the log; `nil` records nothing.
    init(_ source: Source, in path: String?) throws(SessionError) {
        do throws(LedgerError) {
            file = if let path { try LedgerFile(path: path, party: Party(source: source.name)) } else { nil }
            try file?.append(.opened)
        } catch { throw .unrecorded(error) }
    }

    /// The source has answered: what it calls us, and where it is.
    func connected(_ connection: SourceConnection) {
        file?.party.id = Words(connection.hello.id)
        file?.party.address = Words(connection.peer)
    }

    /// A dataset, or the source as a whole, failed.
    func failed(_ dataset: DatasetName?, _ error: any Error) {
        note(.failed(dataset: dataset, reason: Words("\(error)")))
    }

    /// So many snapshots were found in the pool by their guids.
    func readBack(_ count: Int) { note(.readBack(UInt64(count))) }

    func closed(_ outcome: String) {
        note(.closed(outcome: Words(outcome), milliseconds: start.millisecondsSince, omitted: 0), isLast: true)
    }

    private func note(_ event: Event, isLast: Bool = false) {
        do throws(LedgerError) {
            try file?.append(event, isLast: isLast)
        } catch { problem = problem ?? .unrecorded(error) }
    }

    // MARK: Streams

    /// - Parameter target: where it goes to; `nil` when nothing of it is kept.
    func began(_ start: HopStart, of snapshot: SnapshotName, isResumed: Bool = false, into target: DatasetName? = nil) {
        stream = RunningStream(
            Stream(snapshot, guid: start.to, base: start.from, isResumed: isResumed, target: target))
    }

    func moved(_ count: Int) { stream?.moved(count) }

    /// The stream is at its end, or will not get there. Without one, nothing is to be said.
    func ended(_ outcome: Stream.Outcome) throws(SessionError) {
        guard let stream else { return }
        self.stream = nil
        do throws(LedgerError) {
            try file?.append(.received(stream.ended(outcome)))
        } catch { throw .unrecorded(error) }
    }
}
