/// Matching with `*` (any run of bytes) and `?` (one byte), as the shell and OpenSSH's match_pattern have it. It takes time
/// proportional to pattern × text at worst.
package enum Wildcard {
    package static func matches(_ text: [UInt8], pattern: [UInt8]) -> Bool {
        var (inPattern, inText) = (0, 0)
        var retry: (pattern: Int, text: Int)?
        while inText < text.count {
            if inPattern < pattern.count, pattern[inPattern] == UInt8(ascii: "*") {
                inPattern += 1
                retry = (inPattern, inText)
            } else if inPattern < pattern.count,
                pattern[inPattern] == UInt8(ascii: "?") || pattern[inPattern] == text[inText]
            {
                inPattern += 1
                inText += 1
            } else if let (afterStar, start) = retry {
                retry = (afterStar, start + 1)
                (inPattern, inText) = (afterStar, start + 1)
            } else {
                return false
            }
        }
        return pattern[inPattern...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
