import Foundation
import Synchronization
import System

/// A small HTTP server on a loopback port: it keeps each request, and answers as it was told to.
final class WebServer: Sendable {
    struct Request: Equatable, Sendable {
        /// `POST /path HTTP/1.1`
        let line: String
        /// Names in lower case.
        let headers: [String: String]
        let body: String
    }

    private let listener: Listener
    private let kept: Requests

    private final class Requests: Sendable {
        let all = Mutex<[Request]>([])
    }

    /// - Parameter answer: `200 OK`, with further headers perhaps; `nil` says nothing, and leaves the client waiting.
    init(answer: @escaping @Sendable (Request) -> String? = { _ in "200 OK" }) throws {
        let (listener, kept) = (try Listener(), Requests())
        (self.listener, self.kept) = (listener, kept)
        Thread.detachNewThread {
            while let client = try? listener.accept() {
                Thread.detachNewThread { Self.serve(FileDescriptor(owning: client), kept, answer) }
            }
        }
    }

    deinit { listener.stop() }

    func address(_ path: String = "/") -> String { "http://127.0.0.1:\(listener.port)\(path)" }

    /// What came so far. A client that has got its answer is among them.
    var requests: [Request] { kept.all.withLock { $0 } }

    private static func serve(
        _ client: consuming FileDescriptor, _ kept: Requests, _ answer: @Sendable (Request) -> String?
    ) {
        var (bytes, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 64 << 10))
        while case .bytes(let count)? = try? IO.read(client.number, into: &chunk) {
            bytes += chunk[..<count]
            guard let request = Request(bytes) else { continue }
            kept.all.withLock { $0.append(request) }
            guard let answer = answer(request) else { continue }
            let reply = "HTTP/1.1 \(answer)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            try? IO.writeAll(client.number, Array(reply.utf8))
            return
        }
    }
}

extension WebServer.Request {
    /// `nil` as long as it is not whole.
    fileprivate init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        line = lines[0]
        let pairs = lines[1...].map { $0.components(separatedBy: ": ") }
        headers = Dictionary(
            pairs.map { ($0[0].lowercased(), $0[1...].joined(separator: ": ")) },
            uniquingKeysWith: { first, _ in first })
        let rest = bytes[end.upperBound...]
        guard rest.count >= Int(headers["content-length"] ?? "0") ?? 0 else { return nil }
        body = String(decoding: rest, as: UTF8.self)
    }
}
