import Testing
import ZFS

@testable import zpull_client

@Suite("How old the newest snapshots here are")
struct AgesTests {
    /// The samples' snapshots are of 1,700,000,001 and a second later each.
    private func look(
        _ here: [Dataset], hoursLater: UInt64, gone: Set<String> = [], rule: String = "recursive: true"
    ) throws -> SourceFindings {
        let yaml = plainYAML.replacing(
            "        local: backup/web1/data",
            with: "        local: backup/web1/data\n        \(rule)\n        fresh_within: { warn: 26h, critical: 50h }"
        )
        var found = findings()
        let time: UInt64 = 1_700_000_002 + hoursLater * 3600
        Ages(here: Listing(datasets: here), time: time).look(
            at: try #require(try parse(yaml).sources.first), leavingOut: gone, into: &found)
        return found
    }

    private let data = "backup/web1/data"

    @Test(
        "is nothing up to the limit, a warning beyond it, and an alarm beyond the other", arguments: [26, 27, 50, 51])
    func levels(hours: UInt64) throws {
        let found = try look([dataset(data, ["one", "two"])], hoursLater: hours)
        #expect(found.watched == [data])
        let level: Concern.Level? = hours > 50 ? .critical : hours > 26 ? .warn : nil
        #expect(
            found.concerns
                == (level.map { [behind($0, data, newest: 1_700_000_002, since: 1_700_000_002 + hours * 3600)] } ?? []))
    }

    @Test("is looked at below a recursive rule, but for what it leaves out, what has gone, and what has none")
    func tree() throws {
        let here = [
            try dataset(data, ["one"]), try dataset("\(data)/home", ["one"]), try dataset("\(data)/tmp", ["one"]),
            try dataset("\(data)/old", ["one"]), try dataset("\(data)/empty", []),
        ]
        let rule = "recursive: true\n        exclude: [tmp]"
        let found = try look(here, hoursLater: 100, gone: ["\(data)/old"], rule: rule)
        #expect(found.watched == [data, "\(data)/home"])
        #expect(try look(here, hoursLater: 100, rule: "recursive: false").watched == [data])
    }

    @Test("is nothing for snapshots of the future")
    func future() throws {
        let found = try look([dataset(data, ["one", "two", "three"])], hoursLater: 0)
        #expect(found.concerns.isEmpty)
    }
}
