/// A file in the form of authorized_keys, read as sshd reads it.
package struct AuthorizedKeysFile: Equatable, Sendable {
    package let path: String
    /// All but blank lines and remarks.
    package let lines: [AuthorizedKeysLine]

    package init(path: String, parsing bytes: [UInt8]) {
        self.path = path
        lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap {
            AuthorizedKeysLine(place: Place(file: path, line: $0 + 1), parsing: $1)
        }
    }

    /// The lines that give a key or an authority access, in the order in which sshd tries them.
    package var entries: [AuthorizedKey] { lines.compactMap { try? $0.content.get() } }
}

/// A line that is neither blank nor a remark.
package struct AuthorizedKeysLine: Equatable, Sendable {
    package let place: Place
    /// A key, or why sshd drops the line.
    package let content: Result<AuthorizedKey, DroppedLine>
    /// Bytes, without the line's end.
    package let length: Int
    package let hasCarriageReturn: Bool

    init?(place: Place, parsing line: ArraySlice<UInt8>) {
        // sshd reads lines as C strings, which end at the first zero.
        let text = line.prefix { $0 != 0 }.drop(while: \.isBlank)
        guard let first = text.first, first != UInt8(ascii: "#") else { return nil }
        self.place = place
        length = line.count
        hasCarriageReturn = line.contains(UInt8(ascii: "\r"))
        content = Result { () throws(DroppedLine) in try AuthorizedKey(place: place, parsing: text) }
    }
}

/// A line that sshd accepts a key by.
package struct AuthorizedKey: Equatable, Sendable {
    package let place: Place
    package let options: KeyOptions
    package let key: PublicKey
    package let comment: String

    /// As auth_check_authkey_line in OpenSSH's auth2-pubkeyfile.c: a key, or options and then a key.
    init(place: Place, parsing text: ArraySlice<UInt8>) throws(DroppedLine) {
        self.place = place
        if let (key, comment) = Self.key(text) {
            (self.key, self.comment, options) = (key, comment, KeyOptions())
            return
        }
        guard let end = Self.endOfOptions(text) else { throw DroppedLine("a quote in it is never closed") }
        guard let (key, comment) = Self.key(text[end...].drop(while: \.isBlank)) else {
            throw DroppedLine("there is no public key in it that sshd can read")
        }
        (self.key, self.comment) = (key, comment)
        options = try KeyOptions(parsing: text)
    }

    /// Type, blob and comment.
    private static func key(_ text: ArraySlice<UInt8>) -> (PublicKey, String)? {
        let type = text.prefix { !$0.isBlank }
        let afterType = text.dropFirst(type.count).drop(while: \.isBlank)
        let blob = afterType.prefix { !$0.isBlank }
        guard let key = PublicKey(type: type, blob: blob) else { return nil }
        let comment = afterType.dropFirst(blob.count).drop(while: \.isBlank)
        return (key, String(decoding: comment, as: UTF8.self))
    }

    /// Where the first blank outside quotes stands; `nil` when a quote stays open.
    private static func endOfOptions(_ text: ArraySlice<UInt8>) -> Int? {
        var (index, isQuoted) = (text.startIndex, false)
        while index < text.endIndex, isQuoted || !text[index].isBlank {
            if text[index] == UInt8(ascii: "\\"),
                text.dropFirst(index + 1 - text.startIndex).first == UInt8(ascii: "\"")
            {
                index += 1
            } else if text[index] == UInt8(ascii: "\"") {
                isQuoted.toggle()
            }
            index += 1
        }
        return isQuoted ? nil : min(index, text.endIndex)
    }
}

/// A line of a file, from 1.
package struct Place: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let line: Int

    package init(file: String, line: Int) { (self.file, self.line) = (file, line) }

    package var description: String { "\(file):\(line)" }
}
