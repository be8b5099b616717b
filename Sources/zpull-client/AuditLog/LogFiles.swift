import Foundation
import Ledger
import System

/// Audit logs on this machine's disk, for reading.
enum LogFiles {
    /// Reads the files of one log, and the notes of its last record that stand beside them.
    ///
    /// - Parameter known: heads that were kept elsewhere.
    static func read(_ paths: [String], known: [Record.Link]) throws(SystemError) -> LedgerReading {
        // Notes first: a record that is written meanwhile makes the log longer than they say, which is no break.
        var heads = known
        for path in paths.map(LedgerFile.headPath) where access(path, F_OK) == 0 {
            let text = String(decoding: try contents(path), as: UTF8.self)
            if let head = Record.Link(parsing: text) { heads.append(head) }
        }
        var files: [LedgerReading.File] = []
        for path in paths { files.append(.init(name: path, bytes: try contents(path))) }
        return LedgerReading(files, heads: heads)
    }

    /// A log and the files that logrotate has made of it, as long as they are not compressed.
    static func all(of path: String) -> [String] {
        let (folder, name) = ((path as NSString).deletingLastPathComponent, (path as NSString).lastPathComponent)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let old = names.filter { other in
            guard other.hasPrefix(name), let mark = other.dropFirst(name.count).first, ".-".contains(mark) else {
                return false
            }
            let suffix = other.dropFirst(name.count + 1)
            return !suffix.isEmpty && suffix.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "-") }
        }
        return [path] + old.sorted().map { "\(folder)/\($0)" }
    }

    private static func contents(_ path: String) throws(SystemError) -> [UInt8] {
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 20))
        while case .bytes(let count) = try IO.read(file.number, into: &chunk) { bytes += chunk[..<count] }
        return bytes
    }
}
