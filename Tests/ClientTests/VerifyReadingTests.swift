import Testing
import ZFS

@testable import zpull_client

@Suite("Of a dataset, verify reads")
struct VerifyReadingTests {
    @Test("the newest snapshot in full, raw, so that it needs no key")
    func newest() throws {
        let reading = try #require(VerifyReading(try taken(10, 20, 30), newest: 1))
        #expect(reading.streams == [["send", "-wLec", "backup/web1/data@s30"]])
        #expect(reading.snapshots.map(\.name.description) == ["s30"])
    }

    @Test("of several each block once: the oldest in full, and the increments from it on")
    func several() throws {
        let increments = [
            ["send", "-wLec", "backup/web1/data@s20"],
            ["send", "-wLec", "-i", "backup/web1/data@s20", "backup/web1/data@s30"],
        ]
        #expect(VerifyReading(try taken(10, 20, 30), newest: 2)?.streams == increments)
        #expect(VerifyReading(try taken(20, 30), newest: nil)?.streams == increments)
        #expect(VerifyReading(try taken(20, 30), newest: 9)?.streams == increments)
    }

    @Test("one of those that one transaction group has made, as no increment leads from one to the other")
    func twins() throws {
        let first = try snapshot("first", txg: 20)
        let twins = try taken(10, 20).with(snapshots: taken(10, 20).snapshots + [first], bookmarks: [])
        #expect(VerifyReading(twins, newest: nil)?.streams.count == 2)
    }

    @Test("nothing where there is no snapshot")
    func empty() throws { #expect(VerifyReading(try taken(), newest: nil) == nil) }
}
