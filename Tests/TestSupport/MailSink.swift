import Foundation
import Synchronization
import System

/// A small SMTP server on a loopback port, which keeps each mail.
final class MailSink: Sendable {
    struct Delivered: Equatable, Sendable {
        var recipients: [String] = []
        /// As it came, dots unstuffed.
        var lines: [String] = []
    }

    private let listener: Listener
    private let kept: Mails
    var port: UInt16 { listener.port }

    private final class Mails: Sendable {
        let all = Mutex<[Delivered]>([])
    }

    init() throws {
        let (listener, kept) = (try Listener(), Mails())
        (self.listener, self.kept) = (listener, kept)
        Thread.detachNewThread {
            while let client = try? listener.accept() { try? Self.serve(FileDescriptor(owning: client), kept) }
        }
    }

    deinit { listener.stop() }

    /// What came so far. A mail that its sender has seen accepted is among them.
    var mails: [Delivered] { kept.all.withLock { $0 } }

    /// One session, see RFC 5321.
    private static func serve(_ client: consuming FileDescriptor, _ kept: Mails) throws {
        let number = client.number
        func say(_ line: String) throws { try IO.writeAll(number, Array("\(line)\r\n".utf8)) }
        var (mail, isData) = (Delivered(), false)
        try say("220 sink")
        var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 64 << 10))
        while case .bytes(let count) = try IO.read(number, into: &chunk) {
            bytes += chunk[..<count]
            while let end = bytes.firstRange(of: [0x0D, 0x0A]) {
                let line = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
                bytes.removeSubrange(..<end.upperBound)
                if isData, line != "." {
                    mail.lines.append(line.hasPrefix(".") ? String(line.dropFirst()) : line)
                    continue
                }
                if isData { kept.all.withLock { $0.append(mail) } }
                isData = line == "DATA"
                if line.hasPrefix("RCPT TO:") { mail.recipients.append(String(line.dropFirst("RCPT TO:".count))) }
                try say(
                    line.hasPrefix("EHLO")
                        ? "250 8BITMIME" : isData ? "354 go on" : line == "QUIT" ? "221 bye" : "250 OK")
            }
        }
    }
}
