import Foundation
import Synchronization
import Testing

@testable import TestSupport

/// Runs `body` in a thread of its own, which ends with it, and returns what it returns.
func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
    let outcome = Outcome<Value>()
    let isDone = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
        outcome.value.withLock { $0 = Result { try body() } }
        isDone.signal()
    }
    isDone.wait()
    return try outcome.value.withLock { try #require($0) }.get()
}

private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Result<Value, any Error>?>(nil)
}

/// Namespaces are a thread's own in Linux: what is unshared and mounted here, no other thread sees.
enum Namespace {
    /// An empty network: no route, and a loopback that is down.
    static func unshareNetwork() throws { try unshare(CLONE_NEWNET) }

    /// Lays files and folders over others.
    static func replace(_ replacements: [String: String]) throws {
        try unshare(CLONE_NEWNS)
        guard let mount, mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0 else { throw Trouble("mount /") }
        for (path, substitute) in replacements where mount(substitute, path, nil, UInt(MS_BIND), nil) != 0 {
            throw Trouble("mount \(path): \(String(cString: strerror(errno)))")
        }
    }

    private static let (MS_BIND, MS_REC, MS_PRIVATE) = (4096, 16384, 1 << 18)
    private static let (CLONE_NEWNS, CLONE_NEWNET): (Int32, Int32) = (0x0002_0000, 0x4000_0000)
    private typealias Mount =
        @convention(c) (
            UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UInt, UnsafeRawPointer?
        ) -> Int32
    private static let mount = dlsym(nil, "mount").map { unsafeBitCast($0, to: Mount.self) }

    private static func unshare(_ what: Int32) throws {
        let unshare = dlsym(nil, "unshare").map { unsafeBitCast($0, to: (@convention(c) (Int32) -> Int32).self) }
        guard unshare?(what) == 0 else { throw Trouble("unshare: \(String(cString: strerror(errno)))") }
    }
}

/// A count that threads share.
final class Results: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func increment() { value.withLock { $0 += 1 } }
}

/// Says something to the first client of a listener and then keeps the connection open, in silence.
final class Speaker: Sendable {
    private let client = Mutex<Int32>(-1)

    init(_ listener: Listener, _ text: String) throws {
        Thread.detachNewThread { [self] in
            guard let number = try? listener.accept() else { return }
            client.withLock { $0 = number }
            _ = text.withCString { write(number, $0, strlen($0)) }
        }
    }

    deinit { _ = client.withLock { close($0) } }
}
