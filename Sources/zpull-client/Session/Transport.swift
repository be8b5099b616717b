import SSH
import System

/// A stream of bytes to and from a zpull-serve, over SSH or beside us. It belongs to one thread.
protocol Transport: AnyObject {
    /// Where it leads, for messages: `web1.example.net:22`, `this machine`.
    var peer: String { get }
    /// What protects the bytes, for people.
    var security: String { get }
    /// Waits for bytes and puts them at the buffer's beginning. `.timedOut` says nothing about the connection.
    func read(into buffer: inout [UInt8], timeout: Duration) throws(SessionError) -> ReadResult
    func write(_ bytes: [UInt8]) throws(SessionError)
    /// Ends the session in good order and waits for the other side's program, not for long.
    func finish() -> RemoteEnding
}

/// How the program at the other side ended, as far as that is known.
struct RemoteEnding: Equatable, Sendable {
    /// `exit status 0`, `signal KILL`, `unknown exit status`
    let state: String
    let isSuccess: Bool
    /// The beginning of what it wrote to its standard error, made printable.
    let complaint: String

    /// It has gone, and how is still to be asked with `finish`.
    static let unknown = RemoteEnding(state: "it closed the connection", isSuccess: false, complaint: "")
}
