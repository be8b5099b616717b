import Testing
import ZFS

@testable import Protocol

@Suite("The recorded session")
struct SessionTests {
    private let session = RecordedSession.shared

    private var clientHears: [ClientMachine.Event] {
        let rows: [ListingRow] = [
            "filesystem, tank/data, guid 1234605616436508552, encrypted no, origin -",
            "snapshot, tank/data@monday, guid \(Sample.monday), createtxg 100, creation 1700000000, referenced 262144, "
                + "written 262144, ivset 0",
            "snapshot, tank/data@tuesday, guid \(Sample.tuesday), createtxg 200, creation 1700086400, referenced 262400, "
                + "written 4096, ivset 0",
            "snapshot, tank/data@wednesday, guid \(Sample.wednesday), createtxg 300, creation 1700172800, "
                + "referenced 262656, written 4096, ivset 0",
        ].compactMap(PageRow.row)
        return [
            .banner,
            .hello(
                Hello(
                    capabilities: [.resume], time: 1_700_000_002, id: "backup1", software: "zpull-serve 0.1.0",
                    zfsVersion: "2.1.11")),
            .page(request: 1, Page(rows: rows)),
            .listed(request: 1),
            .hopStarted(request: 2, Sample.firstHop),
            .data(request: 2, Array("stream one".utf8)[...]),
            .hopEnded(request: 2, bytes: 10, isLast: false),
            .hopStarted(request: 2, Sample.secondHop),
            .data(request: 2, Array("stream two".utf8)[...]),
            .hopEnded(request: 2, bytes: 10, isLast: true),
            .hopStarted(request: 3, HopStart(to: Sample.monday, from: nil)),
            .data(request: 3, Array("rest".utf8)[...]),
            .hopEnded(request: 3, bytes: 4, isLast: true),
            .confirmed(request: 4),
            .hopStarted(request: 5, HopStart(to: Sample.monday, from: nil)),
            .data(request: 5, Array("slow".utf8)[...]),
            .pong(0x1234),
            .failed(request: 5, .cancelled),
            .failed(request: 6, .cancelled),
            .failed(
                request: 7, Failure(.noSuchDataset, "tank/other does not exist, or this key may not see it")),
        ]
    }

    private var serverHears: [ServerMachine.Event] {
        [
            .hello(Hello(time: 1_700_000_000, id: "backup", software: "zpull-client 0.1.0", zfsVersion: "2.1.11")),
            .list, .send(Sample.send),
            .resume(
                ResumeRequest(
                    dataset: Sample.data, token: ScriptedClient.token, flags: .plain, accepted: Sample.accepted)),
            .confirm(Confirmation(dataset: Sample.data, guid: Sample.wednesday)),
            .send(ScriptedClient.full(Sample.data)),
            .send(ScriptedClient.full(sure(DatasetName("tank/other")))),
        ]
    }

    @Test("is what the two machines say to each other, byte for byte and in this order")
    func wholeSession() throws {
        var client = ScriptedClient()
        var server = ScriptedServer()
        var (clientSent, serverSent) = (0, 0)
        for entry in session.entries {
            switch entry.side {
            case .client:
                let sent = client.output.dropFirst(clientSent).prefix(entry.bytes.count)
                #expect(sent.hex == entry.bytes.hex, "\(entry.meaning)")
                clientSent += entry.bytes.count
                try server.receive(entry.bytes[...])
            case .server:
                let sent = server.output.dropFirst(serverSent).prefix(entry.bytes.count)
                #expect(sent.hex == entry.bytes.hex, "\(entry.meaning)")
                serverSent += entry.bytes.count
                try client.receive(entry.bytes[...])
            }
        }
        #expect((client.output.count, server.output.count) == (clientSent, serverSent))
        #expect(client.events == clientHears)
        #expect(server.events == serverHears)
        #expect(server.machine.isBetweenFrames)
        #expect(!server.machine.isAnswering)
        #expect(client.machine.canRequest)
    }

    @Test("is heard alike by the client wherever the server's bytes are cut in two")
    func clientSplits() throws {
        let (bytes, answers) = (session.bytes(of: .server)[...], session.bytes(of: .client))
        for cut in 0...bytes.count {
            var client = ScriptedClient()
            try client.receive(bytes.prefix(cut))
            try client.receive(bytes.dropFirst(cut))
            try #require(client.events == clientHears, "cut after \(cut) bytes")
            try #require(client.output == answers, "cut after \(cut) bytes")
        }
    }

    @Test("is heard alike by the server wherever the client's bytes are cut in two")
    func serverSplits() throws {
        let (bytes, answers) = (session.bytes(of: .client)[...], session.bytes(of: .server))
        for cut in 0...bytes.count {
            var server = ScriptedServer()
            try server.receive(bytes.prefix(cut))
            try server.receive(bytes.dropFirst(cut))
            try #require(server.events == serverHears, "cut after \(cut) bytes")
            try #require(server.output == answers, "cut after \(cut) bytes")
        }
    }

    @Test("is heard alike in pieces of any one size", arguments: [1, 2, 3, 5, 7, 11, 12, 13, 64])
    func pieces(size: Int) throws {
        var (client, server) = (ScriptedClient(), ScriptedServer())
        for piece in session.bytes(of: .server).pieces(of: size) { try client.receive(piece) }
        for piece in session.bytes(of: .client).pieces(of: size) { try server.receive(piece) }
        #expect(client.events == clientHears)
        #expect(server.events == serverHears)
        #expect(client.output == session.bytes(of: .client))
        #expect(server.output == session.bytes(of: .server))
    }

    @Test("is over in good order only where a frame of the client ends")
    func ends() throws {
        let bytes = session.bytes(of: .client)
        var ends: Set<Int> = []
        var end = 0
        for entry in session.entries where entry.side == .client {
            end += entry.bytes.count
            ends.insert(end)
        }
        for cut in 0...bytes.count {
            var server = ScriptedServer()
            try server.receive(bytes.prefix(cut))
            #expect(server.machine.isBetweenFrames == ends.contains(cut), "after \(cut) bytes")
        }
    }
}

extension [UInt8] {
    func pieces(of size: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
