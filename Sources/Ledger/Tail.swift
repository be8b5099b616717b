/// What the end of a log says about what may be written next.
struct Tail: Equatable {
    /// How much of a file's end has to be looked at: a whole record, and the beginning of another one.
    static let length = 2 * Record.lengthLimit

    /// The newest record.
    let last: Record.Link?
    /// What stands behind the last newline: the beginning of a line, whose writer was stopped.
    let torn: Digest?
    /// There are lines, and none is a record.
    let isForeign: Bool

    /// - Parameter bytes: the last of a file; all of it, when there are less than `length`.
    init(_ bytes: [UInt8]) {
        let newline = UInt8(ascii: "\n")
        var lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
        let fragment = lines.popLast() ?? []
        torn = fragment.isEmpty ? nil : Digest(of: fragment)
        last = lines.reversed().lazy.compactMap { Record(parsing: $0) }.first?.link
        isForeign = last == nil && !lines.isEmpty
    }

    /// What the next record follows; `nil` when that cannot be told.
    ///
    /// - Parameter head: what was noted with the last record of the log, in whatever file that stands. It is behind the file when
    ///   a writer was stopped between the two.
    func position(head: Record.Link?) -> Record.Link? {
        guard let last else { return head ?? (isForeign ? nil : .beginning) }
        guard let head, head.sequence >= last.sequence else { return last }
        return head
    }
}

extension Record.Link {
    /// As it stands in the file beside a log: always of one length, so that one write replaces it.
    package var text: String {
        let number = String(sequence)
        return String(repeating: "0", count: 20 - number.utf8.count) + number + " \(digest)\n"
    }

    /// `nil` for anything but such a text, with or without its newline.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split { $0 == " " || $0 == "\n" }
        guard parts.count == 2, let sequence = UInt64(parts[0]), let digest = Digest(parts[1]) else { return nil }
        self.init(sequence: sequence, digest: digest)
    }
}
