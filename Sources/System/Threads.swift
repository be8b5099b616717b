import CLinux

/// Threads of the kernel. No work here is async: what waits in libssh or in a system call must not hold up the few threads
/// that Swift's own concurrency runs on.
package enum Threads {
    /// Starts a thread that nobody waits for.
    package static func detach(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
        let thread = try start(body)
        pthread_detach(thread)
    }

    /// Runs `body` for each of `0..<count`, at most `width` of them at a time, and returns when all are done.
    package static func forEach(_ count: Int, width: Int, _ body: @escaping @Sendable (Int) -> Void) throws(SystemError)
    {
        let next = Counter()
        var threads: [pthread_t] = []
        defer { for thread in threads { pthread_join(thread, nil) } }
        for _ in 0..<min(count, width) {
            threads.append(
                try start {
                    while case let index = next.take(), index < count { body(index) }
                })
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) throws(SystemError) -> pthread_t {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Body(run: body))
        let result = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, box.toOpaque())
        guard result == 0 else {
            box.release()
            throw SystemError("pthread_create", number: result)
        }
        return thread
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
