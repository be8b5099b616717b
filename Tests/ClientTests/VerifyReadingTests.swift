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

    @Test("from what it has read already, the rest")
    func rest() throws {
        var reading = try #require(VerifyReading(try taken(10, 20, 30), newest: nil))
        reading.advance()
        #expect(
            reading.streams == [
                ["send", "-wLec", "-i", "backup/web1/data@s10", "backup/web1/data@s20"],
                ["send", "-wLec", "-i", "backup/web1/data@s20", "backup/web1/data@s30"],
            ])
    }

    @Test("what has not gone since it was listed, in full where the base has gone too")
    func missing() throws {
        let data = try taken(10, 20, 30)
        func found(_ seconds: UInt64...) throws -> [SnapshotName: Guid] {
            Dictionary(
                uniqueKeysWithValues: try seconds.map {
                    (try #require(SnapshotName("backup/web1/data@s\($0)")), try guid($0 + 1000))
                })
        }
        var reading = try #require(VerifyReading(data, newest: nil))
        reading.advance()
        let none = reading.leaveOutMissing(try found(10, 20, 30))
        #expect(!none)
        let one = reading.leaveOutMissing(try found(10, 30))
        #expect(one)
        #expect(reading.streams == [["send", "-wLec", "-i", "backup/web1/data@s10", "backup/web1/data@s30"]])
        let base = reading.leaveOutMissing(try found(30))
        #expect(base)
        #expect(reading.streams == [["send", "-wLec", "backup/web1/data@s30"]])
        let all = reading.leaveOutMissing([:])
        #expect(all)
        #expect(reading.streams.isEmpty)
    }

    @Test("no other snapshot that has come to its name")
    func other() throws {
        var reading = try #require(VerifyReading(try taken(10), newest: 1))
        let name = try #require(SnapshotName("backup/web1/data@s10"))
        let isGone = reading.leaveOutMissing([name: try guid(7)])
        #expect(isGone)
        #expect(reading.streams.isEmpty)
    }

    @Test("nothing where there is no snapshot")
    func empty() throws { #expect(VerifyReading(try taken(), newest: nil) == nil) }
}
