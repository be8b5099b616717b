import Testing
import ZFS

@testable import Protocol

@Suite("Memory")
struct MemoryTests {
    @Test("of a payload that drips in grows in place: it is not copied for each byte")
    func drip() throws {
        let payload = (0..<MessageType.send.limit).map { UInt8(truncatingIfNeeded: $0) }
        let bytes = FrameHeader(.send, request: 1, length: payload.count).encoded() + payload
        var decoder = FrameDecoder()
        var moves = 0
        var address: UnsafeRawPointer?
        for index in bytes.indices.dropLast() {
            var input = bytes[index...index]
            try #require(try decoder.next(from: &input) == nil)
            #expect(input.isEmpty)
            let now = HeldBytes.address(in: decoder)
            if now != address { moves += 1 }
            address = now
        }
        var last = bytes.suffix(1)
        #expect(
            try decoder.next(from: &last)
                == .message(FrameHeader(.send, request: 1, length: payload.count), type: .send, payload: payload))
        #expect(moves < 40, "65548 bytes, and the buffer moved \(moves) times")
    }

    @Test("is not taken up by a stream, whatever its length")
    func stream() throws {
        var client = try ClientState.hop.machine()
        let before = HeldBytes.count(in: client)
        var input = FrameHeader(.data, request: 1, length: 1 << 20).encoded()[...]
        #expect(try client.next(from: &input) == nil)
        for _ in 0..<1000 {
            input = [UInt8](repeating: 1, count: 1 << 10)[...]
            guard case .data(1, let part)? = try client.next(from: &input) else { throw ProtocolViolation.truncated }
            #expect(part.count == 1 << 10)
        }
        #expect(HeldBytes.count(in: client) <= before + 64)
    }

    @Test("is not taken up by what is skipped")
    func skipped() throws {
        var decoder = FrameDecoder()
        var input = [UInt8]([77, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])[...]
        #expect(try decoder.next(from: &input) == nil)
        for _ in 0..<60 {
            input = [UInt8](repeating: 1, count: 1 << 10)[...]
            #expect(try decoder.next(from: &input) == nil)
            #expect(input.isEmpty)
        }
        #expect(HeldBytes.count(in: decoder) <= 64)
    }

    @Test("of a list ends at its greatest number of rows")
    func rows() throws {
        var client = ClientMachine(rowLimit: 3)
        _ = try client.events(of: Wire.banner + Sample.hello.frame())
        let sent = try client.list()
        let pages = ["a", "b", "c", "d"].map { name in
            let dataset = Dataset(name: sure(DatasetName(name)), kind: .filesystem, guid: Sample.monday)
            return PageWriter(Listing(datasets: [dataset]), request: sent.request).frames[0]
        }
        for page in pages.dropLast() { #expect(try client.events(of: page).count == 1) }
        #expect(client.violation(of: pages[3]) == .malformed(.page, "a list of more than 3 rows"))
    }

    @Test("of a list on the source ends there too, with an error that says what to do")
    func longListing() throws {
        var server = try ServerState.open.machine()
        _ = try server.events(of: Sample.frame(.list, request: 1))
        _ = server.takeRequest()
        let frames = try server.list(Sample.row, rowLimit: 0)
        var client = try ClientState.list.machine()
        guard case .failed(1, let failure)? = try client.events(of: frames.flatMap(\.self)).first else {
            throw ProtocolViolation.truncated
        }
        #expect(failure.code == .listFailed)
        #expect(failure.text.hasPrefix("a list of 1 datasets, snapshots and bookmarks, where 0 are the most"))
        #expect(!server.isAnswering)
    }
}
