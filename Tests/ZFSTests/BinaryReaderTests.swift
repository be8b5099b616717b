import Testing

@testable import ZFS

@Suite("Binary reader")
struct BinaryReaderTests {
    @Test("numbers are read in either byte order, and back")
    func numbers() {
        let bytes: [UInt8] = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x88]
        var little = BinaryReader(bytes[...], order: .little)
        var big = BinaryReader(bytes[...], order: .big)
        #expect(little.number(UInt16.self) == 0x0201)
        #expect(big.number(UInt16.self) == 0x0102)
        #expect(big.number(UInt32.self) == 0x0304_0506)
        var written: [UInt8] = []
        written.append(number: UInt64(0x8807_0605_0403_0201), order: .little)
        #expect(written == bytes)
    }

    @Test("a number with a sign is read as one")
    func signed() {
        var reader = BinaryReader([0xff, 0xff, 0xff, 0xfe], order: .big)
        #expect(reader.signed() == -2)
    }

    @Test("what is asked beyond the end, or less than nothing, is nil and moves nothing")
    func beyondEnd() {
        var reader = BinaryReader([1, 2, 3], order: .little)
        #expect(reader.number(UInt32.self) == nil)
        #expect(reader.take(4) == nil)
        #expect(reader.take(.max) == nil)
        #expect(reader.take(-1) == nil)
        #expect(reader.remaining == 3)
        #expect(reader.take(3) == [1, 2, 3])
        #expect(reader.take(0) == [])
        #expect(reader.take(1) == nil)
    }
}
