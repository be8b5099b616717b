/// A shell-like pattern for names: `*` stands for any run of characters, `/` included, `?` for one character.
///
/// There are no character classes and no escapes: ZFS allows neither `*`, `?` nor brackets in names, so a pattern without
/// `*` and `?` is simply a name. Matching takes time proportional to pattern × name at worst.
package struct Glob: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    private let pattern: [UInt8]

    /// `nil` for an empty pattern, or one with a character that no name has, which could never match.
    package init?(_ text: some StringProtocol) {
        let pattern = Array(text.utf8)
        guard !pattern.isEmpty, pattern.count <= 1024,
            pattern.allSatisfy({ NameCharacters.isAllowed($0) || "*?/".utf8.contains($0) })
        else { return nil }
        self.pattern = pattern
        description = String(text)
    }

    package func matches(_ name: String) -> Bool { Wildcard.matches(Array(name.utf8), pattern: pattern) }
}
