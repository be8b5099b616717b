import System
import Testing

@testable import zpull_serve

@Suite("The rate limit")
struct RateLimiterTests {
    private let start = Monotonic(nanoseconds: 1_000_000_000_000)

    @Test("begins with a quarter of a second's worth, and never saves up more")
    func burst() {
        var limiter = RateLimiter(bytesPerSecond: 4000, now: start)
        #expect(limiter.allowance(at: start) == 1000)
        #expect(limiter.allowance(at: start + .seconds(3600)) == 1000)
    }

    @Test("lets nothing through when all is spent, and then as much as the time since is worth")
    func refilling() {
        var limiter = RateLimiter(bytesPerSecond: 4000, now: start)
        limiter.spend(1000)
        #expect(limiter.allowance(at: start) == 0)
        #expect(limiter.allowance(at: start + .milliseconds(100)) == 400)
        limiter.spend(400)
        #expect(limiter.allowance(at: start + .milliseconds(100)) == 0)
    }

    @Test("asking often takes nothing away")
    func asking() {
        var limiter = RateLimiter(bytesPerSecond: 1000, now: start)
        limiter.spend(250)
        var allowed = 0
        for millisecond in 1...200 as ClosedRange<Int64> {
            allowed = limiter.allowance(at: start + .milliseconds(millisecond))
        }
        #expect((199...200).contains(allowed))
    }

    @Test(
        "is kept over an hour, however small or large",
        arguments: [1, 3, 1000, 1 << 20, 10_000_000_000, 1 << 50] as [UInt64])
    func longRun(rate: UInt64) {
        var limiter = RateLimiter(bytesPerSecond: rate, now: start)
        var (now, sent, turns) = (start, 0.0, 0)
        let end = start + .seconds(3600)
        while now < end {
            let allowed = limiter.allowance(at: now)
            if allowed > 0 {
                limiter.spend(allowed)
                sent += Double(allowed)
            }
            let next = limiter.refill(after: now)
            #expect(next > now)
            now = next
            turns += 1
        }
        let most = Double(rate) * 3600.5 + 2
        #expect(sent <= most)
        #expect(sent >= Double(rate) * 3590 - 2)
        // Forty times a second is enough for anybody.
        #expect(turns < 3600 * 50)
    }

    @Test("a wait ends with something to send")
    func waits() {
        for rate in [1, 7, 100, 12345, 1 << 30] as [UInt64] {
            var limiter = RateLimiter(bytesPerSecond: rate, now: start)
            limiter.spend(limiter.allowance(at: start))
            let next = limiter.refill(after: start)
            #expect(limiter.allowance(at: next) >= 1, "\(rate)")
        }
    }
}
