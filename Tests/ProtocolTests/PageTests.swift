import Testing
import ZFS

@testable import Protocol

@Suite("The pages of a list")
struct PageTests {
    private func snapshots(_ count: Int) -> [Snapshot] {
        (1...count).map {
            Snapshot(
                name: sure(ShortName("autosnap_2026-01-01_00:00:00_\($0)")), guid: sure(Guid(UInt64($0))),
                createTxg: UInt64($0),
                creation: 1, referenced: 2, written: 3)
        }
    }

    private func page(_ request: UInt32, _ row: ListingRow) -> [UInt8] {
        PageWriter(Listing(rows: [row]), request: request).frames.flatMap(\.self)
    }

    @Test("hold it all, each within its limit and as full as it goes")
    func longList() throws {
        let listing = Listing(datasets: [
            Dataset(name: Sample.data, kind: .filesystem, guid: Sample.monday, snapshots: snapshots(8000)),
            Dataset(name: sure(DatasetName("tank/vol")), kind: .volume, guid: Sample.tuesday, isEncrypted: true),
        ])
        var server = try ServerState.open.machine()
        _ = try server.events(of: Sample.frame(.list, request: 1))
        _ = server.takeRequest()
        let frames = try server.list(listing)
        #expect(frames.count == 4)
        for frame in frames.dropLast(2) {
            #expect(frame.count <= Wire.headerLength + MessageType.page.limit)
            #expect(frame.count > Wire.headerLength + MessageType.page.limit - 600)
        }
        var client = try ClientState.list.machine()
        var rows: [ListingRow] = []
        for event in try client.events(of: frames.flatMap(\.self)) {
            if case .page(1, let page) = event { rows += page.rows }
        }
        #expect(Listing(rows: rows) == listing)
        #expect(try client.list().request == 2)
    }

    @Test("are none for an empty list")
    func emptyList() throws {
        var server = try ServerState.open.machine()
        _ = try server.events(of: Sample.frame(.list, request: 1))
        _ = server.takeRequest()
        let frames = try server.list(Listing(datasets: []))
        #expect(frames == [End(count: 0).frame(request: 1)])
        var client = try ClientState.list.machine()
        #expect(try client.events(of: frames[0]) == [.listed(request: 1)])
    }

    @Test("belong together: a dataset's snapshots may stand in the next page, but not in that of another list")
    func acrossPages() throws {
        let snapshot = snapshots(1)[0]
        let whole = page(1, .dataset(Dataset(name: Sample.data, kind: .filesystem, guid: Sample.monday)))
        // A page that begins with a snapshot: what PageWriter writes of a list, without its first row.
        let both = PageWriter(
            Listing(datasets: [
                Dataset(name: Sample.data, kind: .filesystem, guid: Sample.monday, snapshots: [snapshot])
            ]), request: 1
        ).frames[0]
        let row = both.dropFirst(whole.count)
        func second(_ request: UInt32) -> [UInt8] {
            FrameHeader(.page, request: request, length: row.count).encoded() + row
        }
        var client = try ClientState.list.machine()
        #expect(try client.events(of: whole).count == 1)
        #expect(
            try client.events(of: second(1)) == [.page(request: 1, Page(rows: [.snapshot(Sample.data, snapshot)]))])
        #expect(try client.events(of: End(count: 2).frame(request: 1)) == [.listed(request: 1)])
        _ = try client.list()
        #expect(client.violation(of: second(2)) == .malformed(.page, "a snapshot before any dataset"))
    }

    @Test("are followed by their number of rows, no other", arguments: [0, 2, .max] as [UInt64])
    func wrongCount(count: UInt64) throws {
        var client = try ClientState.list.machine()
        _ = try client.events(of: Sample.frame(.page, request: 1))
        #expect(
            client.violation(of: End(count: count).frame(request: 1))
                == .malformed(.end, "\(count) rows announced, 1 came"))
    }

    @Test("may be cut short by an error")
    func failure() throws {
        var client = try ClientState.list.machine()
        _ = try client.events(of: Sample.frame(.page, request: 1))
        #expect(
            try client.events(of: Failure(.listFailed, "I/O error").frame(request: 1))
                == [.failed(request: 1, Failure(.listFailed, "I/O error"))])
    }

    @Test("bring each dataset once, in ascending order, also across pages")
    func ascending() throws {
        var client = try ClientState.list.machine()
        let rows = ["tank", "tank/a", "tank/a b"].map { name in
            ListingRow.dataset(Dataset(name: sure(DatasetName(name)), kind: .filesystem, guid: Sample.monday))
        }
        for (index, row) in rows.enumerated() {
            #expect(try client.events(of: page(1, row)).count == 1)
            for old in rows[...index] {
                guard case .dataset(let dataset) = old else { continue }
                #expect(
                    client.violation(of: page(1, old))
                        == .malformed(.page, "\(dataset.name) out of order, or twice"))
            }
        }
    }

    @Test("take the longest names")
    func longestNames() throws {
        let name = sure(DatasetName("t" + String(repeating: "/d", count: 49) + String(repeating: "x", count: 100)))
        let short = sure(ShortName(String(repeating: "s", count: 255 - 1 - name.description.utf8.count)))
        let snapshot = Snapshot(
            name: short, guid: Sample.monday, createTxg: .max, creation: .max, referenced: .max, written: .max)
        let origin = SnapshotName(sure(DatasetName(String(repeating: "o", count: 253))), sure(ShortName("s")))
        let listing = Listing(datasets: [
            Dataset(name: name, kind: .volume, guid: sure(Guid(.max)), origin: origin, snapshots: [snapshot])
        ])
        var client = try ClientState.list.machine()
        let events = try client.events(of: PageWriter(listing, request: 1).frames.flatMap(\.self))
        guard case .page(_, let page)? = events.first else { throw ProtocolViolation.truncated }
        #expect(Listing(rows: page.rows) == listing)
    }
}
