import Testing
import ZFS

@Suite("Fletcher-4")
struct Fletcher4Tests {
    @Test("the first word is the sum of the bytes as 32-bit words, in either byte order")
    func sum() {
        let bytes: [UInt8] = [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]
        #expect(Fletcher4.firstWord(of: bytes, order: .little) == 0x1_0000_0000)
        #expect(Fletcher4.firstWord(of: bytes, order: .big) == 0x1_00ff_ffff)
        #expect(Fletcher4.firstWord(of: [], order: .little) == 0)
    }

    @Test("bytes behind the last whole word do not count")
    func rest() {
        #expect(Fletcher4.firstWord(of: [1, 2, 3], order: .little) == 0)
        #expect(Fletcher4.firstWord(of: [1, 0, 0, 0, 9, 9, 9], order: .little) == 1)
    }
}
