/// The first of Fletcher-4's four sums, which is all that a resume token keeps of it.
///
/// It is the sum, modulo 2^64, of the bytes taken as 32-bit words (`fletcher_4_native_varsize`, OpenZFS,
/// module/zcommon/zfs_fletcher.c). One to three bytes left at the end are in no word, so it does not see them. It finds
/// damage; anybody can compute it, so it proves nothing about who made a token.
package enum Fletcher4 {
    /// - Parameter order: that of the machine that made the token: the words are its own.
    package static func firstWord(of bytes: [UInt8], order: ByteOrder) -> UInt64 {
        var reader = BinaryReader(bytes[...], order: order)
        var sum: UInt64 = 0
        while let word = reader.number(UInt32.self) { sum &+= UInt64(word) }
        return sum
    }
}
