import Testing

@testable import zpull_client

@Suite("Runs put together for a chart")
struct RunBucketsTests {
    @Test("are summed within a step, and a step without a run stays empty")
    func steps() {
        let start = noon - 40 * hour
        let buckets = RunBuckets(
            [
                .run("a", at: start, bytes: 5, seconds: 3), .run("a", at: start + 60, .failed, bytes: 2, seconds: 9),
                .run("a", at: start + 2 * hour, bytes: 1),
            ], until: noon)
        #expect(buckets.step == hour)
        #expect(buckets.start == start)
        #expect(buckets.buckets.count == 41)
        #expect(buckets.buckets[0] == .init(bytes: 7, seconds: 9, runs: 2, failed: 1))
        #expect(buckets.buckets[1] == nil)
        #expect(buckets.buckets[2]?.bytes == 1)
        #expect(buckets.buckets[3...].allSatisfy { $0 == nil })
    }

    @Test("of any span make some dozens of bars at most", arguments: [0, 1, 899, 40_000, 86_400 * 7, 86_400 * 400])
    func bounded(span: UInt64) {
        let buckets = RunBuckets([.run("a", at: noon - span), .run("a", at: noon)], until: noon)
        #expect((1...48).contains(buckets.buckets.count))
        #expect(buckets.buckets.last??.runs ?? 0 > 0)
    }

    @Test("from the future, or with a clock set back between them, do no harm")
    func clocks() {
        let buckets = RunBuckets(
            [.run("a", at: noon - 60), .run("a", at: noon + hour), .run("a", at: noon - 9 * hour)], until: noon)
        #expect(buckets.buckets.compactMap(\.?.runs).reduce(0, +) == 1)
        #expect(RunBuckets([], until: noon).buckets == [nil])
    }
}
