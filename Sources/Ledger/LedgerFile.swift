import CLinux
import System

/// An audit log that one session appends to, beside others that do the same at the same time.
///
/// Two descriptors are opened once, and nothing after: the session may be shut in by then. When the log is rotated
/// meanwhile, the session goes on with the old file. The chain does not mind: it runs through all files of the log in the
/// order of the sequence numbers, and where it stands is written in a second file, PATH.head, which is never rotated and
/// whose lock makes one writer wait for the other.
package final class LedgerFile {
    package let path: String
    /// What is known of the other end; each record says it.
    package var party: Party
    private let log: FileDescriptor
    private let head: FileDescriptor
    private let session = UInt64.random(in: .min ... .max)

    /// Opens both files, which must be there: whoever may make them may also take them away.
    package init(path: String, party: Party) throws(LedgerError) {
        self.path = path
        self.party = party
        do {
            log = try Self.open(path, flags: O_RDWR | O_APPEND)
            head = try FileDescriptor(opening: Self.headPath(of: path), flags: O_RDWR)
        } catch { throw .unusable(path, error) }
    }

    package static func headPath(of path: String) -> String { path + ".head" }

    /// logrotate moves the old file away before it makes the new one.
    private static func open(_ path: String, flags: Int32) throws(SystemError) -> FileDescriptor {
        let deadline = Monotonic.now + .seconds(1)
        while true {
            do {
                return try FileDescriptor(opening: path, flags: flags)
            } catch {
                guard error.number == ENOENT, access(headPath(of: path), F_OK) == 0, !deadline.hasPassed else {
                    throw error
                }
            }
            usleep(10_000)
        }
    }

    /// Appends a record in one write, and a record of a torn line before it, should there be one.
    ///
    /// - Parameter isLast: waits until all of it is on the disk.
    /// - Throws: when the record is not in the log; then what it tells of must not happen.
    package func append(_ event: Event, isLast: Bool = false) throws(LedgerError) {
        do {
            try retrying("flock", path) { flock(head.number, LOCK_EX) }
            defer { flock(head.number, LOCK_UN) }
            let tail = Tail(try end())
            guard let position = tail.position(head: try readHead()) else { throw LedgerError.foreign(path) }
            let (bytes, link) = try lines(event, after: position, torn: tail.torn)
            guard case .bytes(bytes.count) = try IO.write(log.number, bytes[...]) else {
                throw SystemError("write", path, number: ENOSPC)
            }
            try writeHead(link)
            if isLast { for file in [log.number, head.number] { try retrying("fsync", path) { fsync(file) } } }
        } catch let error as LedgerError {
            throw error
        } catch let error as SystemError {
            throw .unusable(path, error)
        } catch { throw .unusable(path, SystemError("write", path, number: EIO)) }
    }

    private func lines(
        _ event: Event, after position: Record.Link, torn: Digest?
    ) throws(LedgerError) -> (bytes: [UInt8], link: Record.Link) {
        var (bytes, link): ([UInt8], Record.Link) = (torn == nil ? [] : [UInt8(ascii: "\n")], position)
        for event in (torn.map { [.torn($0)] } ?? []) + [event] {
            let now = Timestamp(seconds: wallClockSeconds())
            guard let record = Record(after: link, at: now, session: session, party: party, event) else {
                throw .foreign(path)
            }
            bytes += record.line
            link = record.link
        }
        return (bytes, link)
    }

    /// The end of the log as it is now.
    private func end() throws -> [UInt8] {
        var status = stat()
        try retrying("fstat", path) { fstat(log.number, &status) }
        guard status.st_nlink > 0 else { throw LedgerError.removed(path) }
        let start = max(0, Int(status.st_size) - Tail.length)
        return try read(log.number, count: Int(status.st_size) - start, at: start)
    }

    private func readHead() throws -> Record.Link? {
        let bytes = try read(head.number, count: Record.Link.beginning.text.utf8.count, at: 0)
        return Record.Link(parsing: String(decoding: bytes, as: UTF8.self))
    }

    private func writeHead(_ link: Record.Link) throws(SystemError) {
        let text = Array(link.text.utf8)
        let count = try retrying("pwrite", Self.headPath(of: path)) { pwrite(head.number, text, text.count, 0) }
        if count != text.count { throw SystemError("pwrite", Self.headPath(of: path), number: ENOSPC) }
    }

    private func read(_ file: Int32, count: Int, at start: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = try retrying("pread", path) { pread(file, &bytes, count, off_t(start)) }
        return Array(bytes.prefix(got))
    }
}
