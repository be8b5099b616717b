import Glibc
import System

/// The most resident memory that a process has had so far, in KiB: `VmHWM` of proc_pid_status(5). Unlike wait4(2) it leaves
/// out what the process was before it began this program.
func peakMemory(of process: Int32) throws -> Int {
    let file = try FileDescriptor(opening: "/proc/\(process)/status", flags: O_RDONLY)
    var (bytes, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 4096))
    while case .bytes(let count) = try IO.read(file.number, into: &chunk) { bytes += chunk[..<count] }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let words = lines.first { $0.hasPrefix("VmHWM:") }?.split(whereSeparator: \.isWhitespace) ?? []
    guard words.count == 3, let peak = Int(words[1]) else { throw Exit("process \(process) has no VmHWM", code: 70) }
    return peak
}
