/// Text that a program prints beside its work, kept up to a limit; what is more is read and forgotten, so that the writer
/// never blocks.
package struct CappedText: Sendable {
    private var bytes: [UInt8] = []
    private let limit: Int

    package init(limit: Int = 8 << 10) { self.limit = limit }

    package mutating func append(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more.prefix(limit - bytes.count))
    }

    /// The text as UTF-8, repaired, without white space at its end.
    package var text: String {
        let end = bytes.lastIndex { $0 > UInt8(ascii: " ") }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// Reads what is there. `false` once the other end is closed.
    package mutating func drain(_ descriptor: Int32) throws(SystemError) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        switch try IO.read(descriptor, into: &chunk) {
        case .bytes(let count): append(chunk[..<count])
        case .wouldBlock: break
        case .end: return false
        }
        return true
    }
}
