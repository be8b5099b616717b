import Foundation
import Glibc
import System

/// The history, JSON lines, in the state folder. Both users append to it, several processes at a time.
///
/// A line is one write; the beginning of a line that a crash left is closed by the next one, and readers pass over it. When the
/// file has grown to `sizeLimit` it is moved aside and takes the place of the one before, so that the two are bounded. Of that
/// one a few lines are kept in a third.
struct HistoryFile: Sendable {
    /// `history.jsonl`; what is older is in `history.1.jsonl` beside it, and what was kept of still older ones in
    /// `history.kept.jsonl`.
    let path: String
    private let olderPath: String
    private let keptPath: String
    private let sizeLimit: Int

    /// - Parameter sizeLimit: bytes.
    init(in state: StateFolder, sizeLimit: Int = 32 << 20) {
        path = "\(state.path)/history.jsonl"
        olderPath = "\(state.path)/history.1.jsonl"
        keptPath = "\(state.path)/history.kept.jsonl"
        self.sizeLimit = sizeLimit
    }

    /// What was read: events, oldest first, and how many lines were none.
    struct Contents: Equatable {
        var events: [HistoryEvent] = []
        var damagedLines = 0
    }

    /// Appends events in one write, and waits until they are on the disk.
    func append(_ events: [HistoryEvent]) throws(SystemError) {
        guard let now = events.last?.time else { return }
        let lines = try Self.lines(events)
        let file = try openLocked()
        var status = stat()
        try retrying("fstat", path) { fstat(file.number, &status) }
        var last: UInt8 = UInt8(ascii: "\n")
        if status.st_size > 0 { try retrying("pread", path) { pread(file.number, &last, 1, status.st_size - 1) } }
        let opening = last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]
        try IO.writeAll(file.number, opening + lines)
        try retrying("fsync", path) { fsync(file.number) }
        if Int(status.st_size) > sizeLimit {
            let going = try read([keptPath, olderPath], without: Self.success.prefix(1)).events
            let kept = try Self.lines(HistoryEvent.lasting(of: going, at: now))
            try AtomicFile.write(kept, to: keptPath, mode: 0o660)
            try retrying("rename", olderPath) { rename(path, olderPath) }
        }
    }

    /// Everything that is kept.
    ///
    /// - Parameter skipsSuccesses: leaves out the lines of datasets that received, without decoding them: of a hundred lines
    ///   there may be one other, and whoever asks how things stand now learns the same from the run's own line.
    func read(skipsSuccesses: Bool = false) throws(SystemError) -> Contents {
        try read([keptPath, olderPath, path], without: skipsSuccesses ? Self.success : [])
    }

    /// - Parameter marks: lines that have all of these are left out; without any, none is.
    private func read(_ paths: [String], without marks: some Collection<Data>) throws(SystemError) -> Contents {
        var contents = Contents()
        for path in paths {
            // What does not exist has nothing to tell; what may not be read is another matter.
            guard access(path, R_OK) == 0 || currentErrorNumber != ENOENT else { continue }
            guard let data = FileManager.default.contents(atPath: path) else {
                throw SystemError("read", path, number: EACCES)
            }
            let decoder = JSONDecoder()
            for line in data.split(separator: UInt8(ascii: "\n")) {
                if !marks.isEmpty, marks.allSatisfy({ line.range(of: $0) != nil }) { continue }
                if let event = try? decoder.decode(HistoryEvent.self, from: line) {
                    contents.events.append(event)
                } else {
                    contents.damagedLines += 1
                }
            }
        }
        return contents
    }

    /// What is in such a line, and in no text within one, where a quote is escaped.
    private static let success = [#""event":"dataset""#, #""outcome":"done""#].map { Data($0.utf8) }

    private static func lines(_ events: [HistoryEvent]) throws(SystemError) -> [UInt8] {
        let encoder = JSONEncoder.oneLine
        do {
            return Array(try events.map { try encoder.encode($0) + [UInt8(ascii: "\n")] }.joined())
        } catch { throw SystemError("write", "the history", number: EINVAL) }
    }

    /// The file under its lock, and not one that has just been moved aside.
    private func openLocked() throws(SystemError) -> FileDescriptor {
        while true {
            let file = try FileDescriptor(opening: path, flags: O_RDWR | O_APPEND | O_CREAT, mode: 0o660)
            try retrying("flock", path) { flock(file.number, LOCK_EX) }
            // For the other user, who has the folder's group, whatever the umask.
            _ = fchmod(file.number, 0o660)
            var (opened, named) = (stat(), stat())
            try retrying("fstat", path) { fstat(file.number, &opened) }
            if stat(path, &named) == 0, named.st_ino == opened.st_ino, named.st_dev == opened.st_dev { return file }
        }
    }
}
