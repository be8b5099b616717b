import Encoding
import Protocol
import System

/// A mail as `sendmail -t` reads it, which adds From and Message-ID.
struct Mail {
    let to: String
    let subject: String
    /// Seconds since 1970.
    let time: UInt64
    let text: String

    var message: [UInt8] {
        let headers = [
            "To: \(to)", "Subject: \(Self.header(subject))", "Date: \(LocalTime.mailText(time))",
            // No holiday notice answers it, see RFC 3834.
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8",
            "Content-Transfer-Encoding: 8bit",
        ]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap(Self.broken)
        return Array((headers + [""] + lines).joined(separator: "\n").utf8)
    }

    /// A text as a header's value: one line, encoded where it is not ASCII (RFC 2047, section 2: words of at most 75
    /// characters, each of whole characters).
    static func header(_ text: String) -> String {
        let line = text.replacingControlCharacters().limited(to: 400)
        if line.utf8.allSatisfy({ $0 < 0x80 }) { return line }
        var words = [[UInt8]()]
        for scalar in line.unicodeScalars {
            let bytes = UTF8.encode(scalar).map(Array.init) ?? []
            if words[words.count - 1].count + bytes.count > 45 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { word in
            let base64 = Base64.encode(word)
            return "=?UTF-8?B?\(base64)\(String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4))?="
        }.joined(separator: "\n ")
    }

    /// A line in pieces that every server passes on: less than the 998 bytes of RFC 5322, section 2.1.1.
    private static func broken(_ line: Substring) -> [String] {
        var pieces = [""]
        var length = 0
        for scalar in line.unicodeScalars {
            length += UTF8.width(scalar)
            if length > 900 {
                pieces.append("")
                length = UTF8.width(scalar)
            }
            pieces[pieces.count - 1].unicodeScalars.append(scalar)
        }
        return pieces
    }
}
