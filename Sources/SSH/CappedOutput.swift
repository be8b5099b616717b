/// The beginning of what a remote command wrote to stderr, and how much more there was.
package struct CappedOutput: Equatable, Sendable {
    /// At most `limit` bytes, as they came: not fit for a terminal as they are.
    package private(set) var bytes: [UInt8] = []
    /// Bytes beyond the limit, read and thrown away.
    package private(set) var dropped = 0
    let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Lines of printable text, each at most as long as it came; what was dropped is mentioned.
    package var text: String {
        let kept = String(decoding: bytes, as: UTF8.self)
            .split(whereSeparator: \.isNewline).map { String($0).printable }.joined(separator: "\n")
        return dropped == 0 ? kept : kept + "\n(and \(dropped) bytes more)"
    }

    mutating func append(_ more: UnsafeRawBufferPointer) {
        let kept = min(more.count, limit - bytes.count)
        bytes.append(contentsOf: more.prefix(kept))
        dropped += more.count - kept
    }
}
