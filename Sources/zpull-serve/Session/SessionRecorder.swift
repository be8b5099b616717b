import Ledger
import Protocol
import System
import ZFS

/// What a session leaves in the audit log, if its key's line has one.
///
/// Each method throws when the record is not written. Then what it tells of must not be done: a stream is not ended before
/// it is recorded, and a session that cannot be recorded does not begin.
final class SessionRecorder {
    private let file: LedgerFile?
    private let start = Monotonic.now
    /// The request that is being answered, in words.
    private var asked = ""
    private var isResume = false
    /// The stream that is leaving.
    private var stream: RunningStream?
    private var refusals: UInt64 = 0

    /// Refusals that get a record of their own in one session: who has the key must not be able to fill the disk.
    private static let refusalLimit: UInt64 = 100

    /// - Parameter file: `nil` records nothing.
    init(_ file: LedgerFile?) { self.file = file }

    func opened() throws(LedgerError) { try file?.append(.opened) }

    func closed(_ outcome: String) throws(LedgerError) {
        try cut(outcome)
        let omitted = refusals - min(refusals, Self.refusalLimit)
        try file?.append(
            .closed(outcome: Words(outcome), milliseconds: start.millisecondsSince, omitted: omitted),
            isLast: true)
    }

    func asked(_ event: ServerMachine.Event) {
        asked = event.words
        isResume = if case .resume = event { true } else { false }
    }

    /// The answer to the request is an error: the end of the stream that is leaving, or a refusal.
    ///
    func failed(_ failure: Failure) throws(LedgerError) {
        guard stream == nil else { return try cut(failure.text) }
        refusals += 1
        guard refusals <= Self.refusalLimit else { return }
        try file?.append(
            .refused(asked: Words(asked), code: Words("\(failure.code)"), reason: Words(failure.text)))
    }

    // MARK: Streams

    func began(_ hop: Hop) {
        stream = RunningStream(Stream(hop.name, guid: hop.start.to, base: hop.start.from, isResumed: isResume))
    }

    /// Bytes of the stream that are about to leave.
    func moved(_ count: Int) { stream?.moved(count) }

    func ended() throws(LedgerError) { try end(.whole) }

    /// The stream ends before its end, if one was leaving.
    ///
    /// - Parameter unsent: bytes that were counted and will not leave.
    func cut(_ reason: String, unsent: Int = 0) throws(LedgerError) {
        try end(.cut(Words(reason)), unsent: unsent)
    }

    private func end(_ outcome: Stream.Outcome, unsent: Int = 0) throws(LedgerError) {
        guard let stream else { return }
        self.stream = nil
        try file?.append(.sent(stream.ended(outcome, unsent: unsent)))
    }
}

extension ServerMachine.Event {
    /// What was asked, for people. Names have been read into values; only a token is still the client's own text.
    fileprivate var words: String {
        switch self {
        case .hello: "hello"
        case .list: "list"
        case .send(let request):
            "send \(request.dataset) guid \(request.chain.map(\.description).joined(separator: ", ")) from "
                + (request.base?.description ?? "nothing")
        case .resume(let request): "resume \(request.dataset) token \(request.token)"
        case .confirm(let confirmation): "confirm \(confirmation.dataset) guid \(confirmation.guid)"
        }
    }
}
