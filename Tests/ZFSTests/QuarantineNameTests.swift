import Testing

@testable import ZFS

@Suite("A name for what is set aside")
struct QuarantineNameTests {
    @Test("stands beside the old one, tells the moment in UTC, and is known again, with all below it")
    func made() throws {
        let old = try #require(DatasetName("backup/my web/data"))
        let name = try #require(old.quarantined(at: 1_795_472_104))
        #expect(name.description == "backup/my web/data.quarantine-20261123T221504")
        #expect(name.isQuarantined)
        #expect(name.appending("home/x")?.isQuarantined == true)
    }

    @Test("tells the old one")
    func before() throws {
        let aside = DatasetName("backup/web1.quarantine-20261123T221504/data.quarantine-20261123T221504/x")
        #expect(aside?.nameBeforeQuarantine == DatasetName("backup/web1/data/x"))
        #expect(try #require(DatasetName("backup/web1")).nameBeforeQuarantine == nil)
    }

    @Test(
        "is no other name",
        arguments: [
            "backup/data", "backup/quarantine-20261123T221504", "backup/.quarantine-20261123T221504",
            "backup/data.quarantine-2026", "backup/data.quarantine-20261123T2215041",
            "backup/data.quarantine-20261123-221504",
        ])
    func others(name: String) { #expect(DatasetName(name)?.isQuarantined == false) }

    @Test("is none where it would be too long")
    func tooLong() throws {
        let longest = try #require(DatasetName("b/" + String(repeating: "x", count: 227)))
        #expect(longest.quarantined(at: 0) == nil)
        let shorter = try #require(DatasetName("b/" + String(repeating: "x", count: 226)))
        #expect(shorter.quarantined(at: 0) != nil)
    }
}
