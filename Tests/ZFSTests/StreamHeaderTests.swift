import Testing
import ZFS

@testable import TestSupport

@Suite("Stream headers")
struct StreamHeaderTests {
    /// Made with Python's struct from `dmu_replay_record_t`: an incremental, compressed substream of a file system.
    private static let record =
        """
        0000000000000000 accbbaf502000000 11000c0100000000 00f1536500000000 02000000 0c000000
        01ffeeddccbbaa99 8877665544332211 74616e6b2f64617461406d6f6e646179
        """.fromHex + [UInt8](repeating: 0, count: 240)

    /// The place of a field within the record, in bytes.
    private enum Offset {
        static let recordType = 0
        static let magic = 8
        static let versionInfo = 16
        static let contents = 32
        static let toGuid = 40
        static let name = 56
    }

    private func altered(_ offset: Int, _ bytes: [UInt8]) -> [UInt8] {
        var record = Self.record
        record.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        return record
    }

    private func error(_ bytes: [UInt8]) -> StreamHeaderError? {
        do {
            _ = try StreamHeader(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test("a record is read field by field")
    func fields() throws {
        #expect(Self.record.count == StreamHeader.length)
        let header = try StreamHeader(Self.record)
        #expect(header.kind == .substream)
        #expect(header.features == [.spill, .embeddedData, .lz4, .compressed])
        #expect(header.contents == .fileSystem)
        #expect(header.flags == [.freeRecords, .spillBlocks])
        #expect(header.creation == 1_700_000_000)
        #expect(header.to == Guid(0x99aa_bbcc_ddee_ff01))
        #expect(header.from == Guid(0x1122_3344_5566_7788))
        #expect(header.toName == SnapshotName("tank/data@monday"))
        #expect(header.payloadLength == 0)
    }

    @Test("a record of a big-endian machine says the same")
    func bigEndian() throws {
        var swapped = Self.record
        for (start, width) in [(0, 4), (4, 4), (8, 8), (16, 8), (24, 8), (32, 4), (36, 4), (40, 8), (48, 8)] {
            swapped[start..<start + width].reverse()
        }
        #expect(try StreamHeader(swapped) == StreamHeader(Self.record))
        #expect(try StreamHeader(Self.record).encoded(order: .big) == swapped)
    }

    @Test("a header encodes to the record it was read from")
    func encoded() throws {
        #expect(try StreamHeader(Self.record).encoded() == Self.record)
    }

    @Test("a slice of a longer buffer is read as well")
    func slice() throws {
        let buffer = [1, 2, 3] + Self.record + [4]
        #expect(try StreamHeader(buffer[3..<315]) == StreamHeader(Self.record))
    }

    @Test("without base the guid of the base is nil")
    func fullSend() throws {
        #expect(try StreamHeader(altered(48, [UInt8](repeating: 0, count: 8))).from == nil)
    }

    @Test("a volume's record is read")
    func volume() throws {
        #expect(try StreamHeader(altered(Offset.contents, [3])).contents == .volume)
    }

    @Test("the length of what follows is read")
    func payload() throws {
        #expect(try StreamHeader(altered(4, [0x10, 2, 0, 0])).payloadLength == 528)
    }

    @Test("a compound stream's record is read, though it has neither guid nor contents")
    func compound() throws {
        var record = altered(Offset.versionInfo, [0x12, 0, 0, 0])
        record.replaceSubrange(32..<56, with: [UInt8](repeating: 0, count: 24))
        let header = try StreamHeader(record)
        #expect(header.kind == .compound)
        #expect(header.to == nil)
        #expect(header.contents == nil)
    }

    @Test("every truncation is refused, and so is a byte too many")
    func truncations() {
        for count in 0..<StreamHeader.length { #expect(error(Array(Self.record.prefix(count))) == .length(count)) }
        #expect(error(Self.record + [0]) == .length(313))
    }

    @Test("what is not the first record of a stream is refused")
    func notAHeader() {
        #expect(error(altered(Offset.magic, [0xad])) == .notAStream)
        #expect(error([UInt8](repeating: 0, count: 312)) == .notAStream)
        #expect(error(altered(Offset.recordType, [5])) == .recordType(5))
        #expect(error(altered(Offset.versionInfo, [0x10])) == .kind(0))
        #expect(error(altered(Offset.versionInfo, [0x13])) == .kind(3))
        #expect(error(altered(Offset.contents, [0])) == .contents(0))
        #expect(error(altered(Offset.contents, [4])) == .contents(4))
        #expect(error(altered(Offset.toGuid, [UInt8](repeating: 0, count: 8))) == .noGuid)
    }

    @Test("a name that is no snapshot's is refused", arguments: ["", "tank", "-t@x", "tank/../x@y", "tank@\u{1b}[2J"])
    func names(name: String) {
        let room = Array(name.utf8) + [UInt8](repeating: 0, count: 256 - name.utf8.count)
        #expect(error(altered(Offset.name, room)) == .name)
    }

    @Test("a name that fills its room without a NUL is refused")
    func unterminatedName() {
        #expect(error(altered(Offset.name, Array(("tank@" + String(repeating: "x", count: 251)).utf8))) == .name)
    }

    @Test("every flipped bit that matters is refused or shows in the header")
    func bitFlips() throws {
        let good = try StreamHeader(Self.record)
        let used = Offset.name + "tank/data@monday".utf8.count + 1
        for index in 0..<used {
            for bit in 0..<8 {
                let header = try? StreamHeader(altered(index, [Self.record[index] ^ 1 << UInt8(bit)]))
                #expect(header != good, "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test("random bytes are refused, with a magic number or without")
    func randomBytes() {
        var random = SeededBytes()
        for _ in 0..<2000 {
            #expect(error(random.bytes(312)) != nil, "seed \(random.seed)")
            let bytes = random.bytes(8) + Self.record[8..<16] + random.bytes(296)
            #expect(error(bytes) != nil, "seed \(random.seed)")
        }
    }

    @Test("a refusal says what was found, what belongs there and what mends it")
    func messages() {
        #expect(
            StreamHeaderError.length(100).description == """
                the stream does not begin as a ZFS send stream does: its first record has 100 bytes instead of 312; \
                see why `zfs send` on the source ended early
                """)
        #expect(StreamHeaderError.notAStream.description.contains("see what else writes to the stream on the source"))
    }
}

@Suite("Stream features")
struct StreamFeaturesTests {
    @Test("flags have OpenZFS's names, lowest bit first, and unknown ones their number")
    func names() {
        let features = StreamFeatures(rawValue: 1 << 0 | 1 << 18 | 1 << 24 | 1 << 29 | 1 << 61)
        #expect(features.names == ["DEDUP", "RAW", "LARGE_MICROZAP", "bit 18", "bit 61"])
        #expect(StreamFeatures().names == [])
    }

    @Test("the known flags are those of OpenZFS 2.4.4")
    func known() {
        // Bits 0-2, 16, 17 and 19-29 of DMU_BACKUP_FEATURE_* in include/sys/zfs_ioctl.h.
        #expect(StreamFeatures.known.rawValue == 0x3ffb_0007)
    }
}
