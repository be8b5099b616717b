import Testing

@testable import Ledger
@testable import TestSupport

@Suite("The chain of an audit log")
struct ChainTests {
    private var random = SeededBytes()

    private func expectBroken(_ lines: [[UInt8]], _ head: Record.Link, _ what: String) {
        #expect(!reading(lines, heads: [head]).breaks.isEmpty, "\(what); seed \(random.seed)")
    }

    @Test("an untouched log is whole, and tells its head")
    mutating func whole() {
        let sample = Sample.log(30, using: &random)
        let found = reading(sample.lines, heads: [sample.link])
        #expect(found.breaks.isEmpty && found.tornLines.isEmpty && found.head == sample.link)
        #expect(found.entries.map(\.record) == sample.records)
        #expect(found.entries[4].place.description == "log:5")
    }

    @Test("any single byte that is changed is found")
    mutating func changed() {
        let sample = Sample.log(6, using: &random)
        let bytes = Array(sample.lines.joined())
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= UInt8.random(in: 1...255, using: &random)
            expectBroken([changed], sample.link, "byte \(index) became \(changed[index])")
        }
    }

    @Test("any single byte that is taken out or put in is found")
    mutating func shifted() {
        let sample = Sample.log(6, using: &random)
        let bytes = Array(sample.lines.joined())
        for index in bytes.indices.filter({ _ in random.below(8) == 0 }) {
            var changed = bytes
            changed.remove(at: index)
            expectBroken([changed], sample.link, "byte \(index) removed")
            changed = bytes
            changed.insert(UInt8.random(in: 0...255, using: &random), at: index)
            expectBroken([changed], sample.link, "byte put in at \(index)")
        }
    }

    @Test("any line that is taken out, doubled, moved, or put in is found")
    mutating func lines() {
        let sample = Sample.log(20, using: &random)
        let foreign = Sample.log(20, using: &random)
        for index in sample.lines.indices {
            var changed = sample.lines
            changed.remove(at: index)
            // What is missing at the beginning may have been rotated away.
            if index > 0 { expectBroken(changed, sample.link, "line \(index) removed") }
            changed = sample.lines
            changed.insert(changed[index], at: random.below(changed.count))
            expectBroken(changed, sample.link, "line \(index) doubled")
            changed = sample.lines
            let other = (index + 1 + random.below(changed.count - 1)) % changed.count
            changed.swapAt(index, other)
            expectBroken(changed, sample.link, "lines \(index) and \(other) swapped")
            changed = sample.lines
            changed.insert(foreign.lines[index], at: index)
            expectBroken(changed, sample.link, "line \(index) put in")
            changed = sample.lines
            changed[index] = foreign.lines[index]
            if foreign.lines[index] != sample.lines[index] {
                expectBroken(changed, sample.link, "line \(index) replaced")
            }
        }
    }

    @Test("a log that was cut at its end is found by a head that is kept elsewhere, and by nothing else")
    mutating func cutShort() {
        let sample = Sample.log(9, using: &random)
        let rest = Array(sample.lines.dropLast(2))
        #expect(reading(rest).breaks.isEmpty)
        #expect(reading(rest, heads: [sample.link]).breaks == [.cutShort(9, last: 7)])
    }

    @Test("a log that was written anew from some record on is found by any head from before")
    mutating func rewritten() throws {
        let sample = Sample.log(9, using: &random)
        let head = sample.records[6].link
        var forged = Sample()
        for record in sample.records { forged.add(record.event, party: Party(id: "nobody")) }
        #expect(reading(forged.lines).breaks.isEmpty)
        let place = Place(file: "log", line: 7)
        #expect(reading(forged.lines, heads: [head]).breaks == [.notTheHead(place)])
        #expect(reading(sample.lines, heads: [head]).breaks.isEmpty)
    }

    @Test("each break is named at its place")
    mutating func named() {
        let sample = Sample.log(9, using: &random)
        let place = { Place(file: "log", line: $0) }
        var changed = sample.lines
        changed.removeSubrange(3...4)
        #expect(reading(changed).breaks == [.missing(4...5, before: place(4))])
        #expect(reading(changed).breaks[0].description == "log:4: records 4 to 5 are missing before it")
        changed = sample.lines
        changed[4] = Array("oops\n".utf8)
        #expect(reading(changed).breaks == [.unreadable(place(5)), .missing(5...5, before: place(6))])
        changed = sample.lines
        changed.append(Array("{\"seq\":10".utf8))
        #expect(reading(changed).breaks == [.unended(place(10))])
        #expect(reading(Array(sample.lines.dropFirst(3))).breaks.isEmpty)
    }

    @Test(
        "the chain runs through the files of a log, in whatever order they are given, and however sessions filled them")
    mutating func files() {
        let sample = Sample.log(12, using: &random)
        // A session that outlived the rotation went on with the old file.
        let old = [0, 1, 2, 3, 5, 8].map { sample.lines[$0] }
        let new = [4, 6, 7, 9, 10, 11].map { sample.lines[$0] }
        let files = [("log", new), ("log.1", old)].map { LedgerReading.File(name: $0, bytes: Array($1.joined())) }
        #expect(LedgerReading(files, heads: [sample.link]).breaks.isEmpty)
        #expect(LedgerReading(files.reversed(), heads: [sample.link]).breaks.isEmpty)
        #expect(!LedgerReading([files[0]]).breaks.isEmpty)
    }
}
