import Testing
import ZFS

@testable import Ledger
@testable import TestSupport

@Suite("A record of an audit log")
struct RecordTests {
    @Test("it stands on one line, in the form that docs/audit-log.md describes")
    func form() throws {
        var sample = Sample()
        sample.add(
            .sent(Sample.stream(guid: 123, base: 45, bytes: 678, milliseconds: 9012)),
            party: Party(id: "backup1", key: "SHA256:abc", address: "192.0.2.10"))
        let zeros = String(repeating: "0", count: 64)
        #expect(
            String(decoding: sample.lines[0], as: UTF8.self) == """
                {"seq":1,"previous":"\(zeros)","time":"2026-11-23T13:34:35Z","session":"0000000000000007",\
                "id":"backup1","key":"SHA256:abc","address":"192.0.2.10","event":"sent","dataset":"tank/data",\
                "snapshot":"one","guid":"123","base":"45","resumed":true,"bytes":678,"seconds":9.012,"outcome":"whole"}

                """)
    }

    @Test("every kind of record reads back as it was, whatever its texts hold")
    func roundTrip() {
        var random = SeededBytes()
        for record in Sample.log(120, using: &random).records {
            #expect(Record(parsing: record.line.dropLast()) == record, "seed \(random.seed)")
            #expect(record.line.dropLast().allSatisfy { (0x20...0x7E).contains($0) }, "seed \(random.seed)")
        }
    }

    @Test("another spelling of the same is no record")
    func spelling() {
        var sample = Sample()
        sample.add(.failed(dataset: nil, reason: Words("a\n")))
        let line = String(decoding: sample.lines[0].dropLast(), as: UTF8.self)
        #expect(Record(parsing: line.utf8) != nil)
        for (old, new) in [
            ("\"seq\":1", "\"seq\": 1"), ("\"seq\":1", "\"seq\":01"), ("\"seq\":1", "\"seq\":+1"),
            ("\\u000a", "\\u000A"),
            ("\"a", "\"\\u0061"), ("}", "} "), ("}", ",\"more\":1}"), ("\"time\"", "\"time\":\"x\",\"time\""),
            ("\"failed\"", "\"fail\""), ("\"seq\":1", "\"seq\":99999999999999999999"),
        ] {
            let changed = line.replacing(old, with: new)
            #expect(changed != line && Record(parsing: changed.utf8) == nil, "\(changed)")
        }
    }

    @Test("text is cut, so that no record is longer than its limit")
    func bounded() {
        let long = Words(String(repeating: "\u{0}", count: 100_000))
        let party = Party(source: "\(long)", id: "\(long)", key: "\(long)", address: "\(long)")
        var sample = Sample()
        sample.add(.refused(asked: long, code: long, reason: long), party: party)
        #expect(sample.lines[0].count < Record.lengthLimit)
    }

    @Test("numbers end where JSON's readers would lose count")
    func end() {
        let last = Record.Link(sequence: 1 << 53, digest: .none)
        #expect(Record(after: last, at: Timestamp(seconds: 0), session: 0, party: Party(), .opened) == nil)
    }

    @Test(
        "times are RFC 3339 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_795_440_874, "2026-11-23T13:34:34Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ])
    func times(seconds: UInt64, text: String) {
        #expect(Timestamp(seconds: seconds).description == text)
        #expect(Timestamp(text) == Timestamp(seconds: seconds))
    }

    @Test(
        "what is no time is none",
        arguments: [
            "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z", "2026-11-23T13:34:34",
            "1969-12-31T00:00:00Z",
            "2026-11-23T13:34:60Z", "2026-11-23 13:34:34Z", "2026-+1-23T13:34:34Z", "",
        ])
    func noTimes(text: String) { #expect(Timestamp(text) == nil) }
}
