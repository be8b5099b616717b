import Glibc
import Synchronization
import System
import Testing

@Suite("Threads")
struct ThreadsTests {
    /// What the bodies of a run leave behind.
    private final class Record: Sendable {
        let seen = Mutex<[Int]>([])
        let running = Mutex((now: 0, most: 0))
    }

    @Test("do each piece once and are all done in the end", arguments: [1, 2, 7, 100])
    func each(width: Int) throws {
        let record = Record()
        try Threads.forEach(50, width: width) { index in record.seen.withLock { $0.append(index) } }
        #expect(record.seen.withLock { $0.sorted() } == Array(0..<50))
    }

    @Test("are never more than the width, and as many as it")
    func width() throws {
        let record = Record()
        // The first three wait for each other, and then a little for one too many: it would have nothing to wait for.
        try Threads.forEach(9, width: 3) { index in
            record.running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            let deadline = Monotonic.now + .seconds(30)
            while index < 3, record.running.withLock({ $0.most < 3 }), !deadline.hasPassed { sched_yield() }
            if index < 3 { usleep(50_000) }
            record.running.withLock { $0.now -= 1 }
        }
        #expect(record.running.withLock { $0.most } == 3)
    }

    @Test("with one at a time go in order")
    func order() throws {
        let record = Record()
        try Threads.forEach(20, width: 1) { index in record.seen.withLock { $0.append(index) } }
        #expect(record.seen.withLock { $0 } == Array(0..<20))
    }

    @Test("with nothing to do return at once")
    func none() throws {
        try Threads.forEach(0, width: 4) { _ in Issue.record("there is nothing to do") }
    }

    @Test("a counter gives each number once")
    func counter() throws {
        let (counter, record) = (Counter(), Record())
        try Threads.forEach(4, width: 4) { _ in
            let mine = (0..<1000).map { _ in counter.take() }
            record.seen.withLock { $0 += mine }
        }
        #expect(record.seen.withLock { $0.sorted() } == Array(0..<4000))
    }
}
