import Testing
import ZFS

@testable import TestSupport

@Suite("Command lines of zfs")
struct ZFSCommandTests {
    private let data: DatasetName
    private let one: SnapshotName
    private let two: SnapshotName

    init() throws {
        data = try #require(DatasetName("tank/my data"))
        one = try #require(SnapshotName("tank/my data@one"))
        two = try #require(SnapshotName("tank/my data@two"))
    }

    @Test("a list asks for eleven columns of all that is below some datasets")
    func list() throws {
        let other = try #require(DatasetName("tank"))
        #expect(
            ZFSCommand.list([data, other], isRecursive: true) == [
                "list", "-Hp", "-r", "-t", "filesystem,volume,snapshot,bookmark", "-o",
                "name,type,guid,createtxg,creation,referenced,written,encryption,origin,receive_resume_token,"
                    + "ivsetguid",
                "tank/my data", "tank",
            ])
        #expect(
            ZFSCommand.list([data], isRecursive: false) == [
                "list", "-Hp", "-d", "1", "-t", "filesystem,volume,snapshot,bookmark", "-o",
                "name,type,guid,createtxg,creation,referenced,written,encryption,origin,receive_resume_token,"
                    + "ivsetguid",
                "tank/my data",
            ])
    }

    @Test("a look at some datasets asks for them alone, in the columns of a list")
    func heads() throws {
        #expect(
            ZFSCommand.heads([data, try #require(DatasetName("tank"))]) == [
                "list", "-Hp", "-d", "0", "-t", "filesystem,volume", "-o",
                "name,type,guid,createtxg,creation,referenced,written,encryption,origin,receive_resume_token,"
                    + "ivsetguid",
                "tank/my data", "tank",
            ])
    }

    @Test("the sizes of some trees are asked for without their snapshots")
    func sizes() {
        #expect(
            ZFSCommand.sizes([data]) == [
                "list", "-Hp", "-r", "-t", "filesystem,volume", "-o", "name,usedbydataset,usedbysnapshots",
                "tank/my data",
            ])
    }

    @Test("a full send names one snapshot, an increment a base before it")
    func send() throws {
        let mark = SendBase.bookmark(data, try #require(ShortName("mark")))
        #expect(ZFSCommand.send(one, from: nil, flags: []) == ["send", "tank/my data@one"])
        #expect(ZFSCommand.send(one, from: nil, flags: .plain) == ["send", "-Lec", "tank/my data@one"])
        #expect(
            ZFSCommand.send(two, from: .snapshot(one), flags: .rawEncrypted)
                == ["send", "-wLec", "-i", "tank/my data@one", "tank/my data@two"])
        #expect(
            ZFSCommand.send(two, from: mark, flags: [.raw])
                == ["send", "-w", "-i", "tank/my data#mark", "tank/my data@two"])
    }

    @Test("a resumed send has the token and no flags, which the token carries")
    func resume() throws {
        let token = try ResumeToken(parsing: Forge.token(Forge.fields()))
        let arguments = ZFSCommand.send(resuming: token)
        #expect(arguments.count == 3 && arguments[..<2] == ["send", "-t"])
        let sent = try ResumeToken(parsing: arguments[2])
        #expect(sent.description == token.description && sent.flags == token.flags && sent.unknownFlags == [])
    }

    @Test("a receive is resumable, unmounted, of an explicit name and never forced")
    func receive() {
        #expect(ZFSCommand.receive(one) == ["receive", "-s", "-u", "tank/my data@one"])
        #expect(ZFSCommand.abortReceive(data) == ["receive", "-A", "tank/my data"])
    }

    @Test("guids are read back by one call for many")
    func guids() {
        #expect(
            ZFSCommand.guids([one, two])
                == ["get", "-Hp", "-o", "name,value", "guid", "tank/my data@one", "tank/my data@two"])
    }

    @Test("no name, however it looks, becomes an option")
    func hyphens() throws {
        let dataset = try #require(DatasetName("t/-R"))
        let (name, base) = (try #require(SnapshotName("t/-R@-F")), try #require(SnapshotName("t/-R@-i")))
        let mark = SendBase.bookmark(dataset, try #require(ShortName("-t")))
        let lines: [(arguments: [String], options: Int)] = [
            (ZFSCommand.list([dataset], isRecursive: true), 4), (ZFSCommand.send(name, from: nil, flags: []), 0),
            (ZFSCommand.send(name, from: .snapshot(base), flags: .plain), 2),
            (ZFSCommand.send(name, from: mark, flags: []), 1), (ZFSCommand.receive(name), 2),
            (ZFSCommand.abortReceive(dataset), 1), (ZFSCommand.guids([name]), 2),
        ]
        for line in lines {
            #expect(line.arguments.filter { $0.hasPrefix("-") }.count == line.options, "\(line.arguments)")
        }
    }
}
