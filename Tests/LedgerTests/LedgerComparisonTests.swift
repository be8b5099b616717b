import Testing

@testable import Ledger

@Suite("The audit logs of both ends, compared")
struct LedgerComparisonTests {
    private var source = Sample()
    private var here = Sample()

    init() {
        source.add(.opened)
        here.add(.opened)
    }

    /// A stream as both ends tell of it, ten seconds after the last.
    private mutating func pass(
        _ guid: UInt64, sent: Stream.Outcome? = .whole, received: Stream.Outcome? = .whole, bytes: UInt64 = 1000,
        into target: String? = "backup/data"
    ) {
        (source.time, here.time) = (source.time + 10, source.time + 12)
        if let sent { source.add(.sent(Sample.stream(guid: guid, outcome: sent))) }
        if let received {
            here.add(.received(Sample.stream(guid: guid, bytes: bytes, outcome: received, into: target)))
        }
    }

    private mutating func compare() -> LedgerComparison {
        source.add(.closed(outcome: Words("done"), milliseconds: 0, omitted: 0))
        return LedgerComparison(source: source.records, here: here.records)
    }

    private func names(_ comparison: LedgerComparison) -> [String] {
        comparison.differences.map {
            switch $0 {
            case .unknownHere(_, let stream): "unknown here \(stream.guid)"
            case .neverReceived(_, let stream, _): "never received \(stream.guid)"
            case .unlike(_, let stream, _): "unlike \(stream.guid)"
            case .neverSent(_, let stream): "never sent \(stream.guid)"
            }
        }
    }

    private let cut = Stream.Outcome.cut(Words("the line"))

    @Test("streams that both know of agree")
    mutating func agree() {
        for guid in 1...5 { pass(UInt64(guid)) }
        let found = compare()
        #expect(found.differences.isEmpty && found.agreeing == 5 && found.outside == 0)
    }

    @Test("a stream that was cut is named, unless its snapshot came whole later")
    mutating func cuts() {
        pass(1, sent: cut, received: cut)
        pass(2, sent: cut, received: cut)
        pass(3, sent: .whole, received: cut)
        pass(2)
        let found = compare()
        #expect(names(found) == ["never received 1", "never received 3"])
        #expect(found.madeGood == 1 && found.agreeing == 1)
    }

    @Test("what somebody else fetched with the key is named, although the same snapshot came here")
    mutating func stolen() {
        pass(1)
        source.time += 3600
        here.time += 3600
        pass(1, received: nil)
        pass(2, sent: cut, received: nil)
        #expect(names(compare()) == ["unknown here 1", "unknown here 2"])
    }

    @Test("of two streams of one snapshot, the one that began when ours did is ours")
    mutating func nearest() throws {
        pass(1, received: nil)
        pass(1)
        let found = compare()
        guard case .unknownHere(let record, _) = try #require(found.differences.first) else {
            Issue.record("\(found.differences)")
            return
        }
        #expect(record == source.records[1] && found.differences.count == 1)
    }

    @Test("what came and was never sent is named, and so is what came otherwise than it was sent")
    mutating func neverSent() {
        pass(1, sent: nil)
        pass(2, bytes: 999)
        pass(3, sent: cut)
        #expect(names(compare()) == ["unlike 2", "unlike 3", "never sent 1"])
    }

    @Test("what one of the logs cannot know of is counted apart")
    mutating func outside() {
        pass(1)
        here = Sample()
        here.time = source.time + 3600
        source.time += 3600
        here.add(.opened)
        pass(2)
        source.add(.closed(outcome: Words("done"), milliseconds: 0, omitted: 0))
        here.time += 60
        here.add(.received(Sample.stream(guid: 9)))
        let found = LedgerComparison(source: source.records, here: here.records)
        #expect(found.differences.isEmpty && found.agreeing == 1 && found.outside == 2)
    }

    @Test("streams for other backup hosts are not ours to miss")
    mutating func others() {
        pass(1)
        source.add(.sent(Sample.stream(guid: 5)), party: Party(id: "backup2"))
        let found = compare()
        #expect(found.differences.isEmpty && found.ofOthers == 1)
    }

    @Test("what doctor asks for and does not keep is no loss")
    mutating func trials() {
        pass(1, received: cut, into: nil)
        let found = compare()
        #expect(found.differences.isEmpty && found.trials == 1)
    }

    @Test("refusals of ours are listed")
    mutating func refusals() {
        pass(1)
        source.add(.refused(asked: Words("a"), code: Words("refused"), reason: Words("b")))
        source.add(.refused(asked: Words("a"), code: Words("refused"), reason: Words("b")), party: Party(id: "backup2"))
        #expect(compare().refusals == [source.records[2]])
    }
}
