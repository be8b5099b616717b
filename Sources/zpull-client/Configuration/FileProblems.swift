import FoundationEssentials
import Yams

/// Problems of the file as a whole: those that keep its values from being read at all.
extension ConfigurationError.Problem {
    static let empty = Self(
        position: nil, message: "holds no configuration; it needs at least  sources: [ … ], see README.md")

    /// The file could not be read.
    static func unreadable(_ path: String, _ error: any Error) -> Self {
        let mend =
            switch (error as? CocoaError)?.code {
            case .fileReadNoSuchFile, .fileNoSuchFile: "no such file; write it, or name another with --config"
            case .fileReadNoPermission:
                "this user may not read it; run as the user that does the backups, or let its group read it (chmod 640)"
            default:
                isFolder(path) ? "is a folder; name the file within it" : "cannot be read: \(error)"
            }
        return Self(position: nil, message: mend)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    /// The first line that is not UTF-8, and the column of its first bad byte.
    static func notUTF8(_ bytes: Data) -> Self {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? lines.startIndex
        let good = String(decoding: lines[bad], as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
        return Self(
            position: Position(line: bad + 1, column: good.count + 1),
            message: "a byte that is not UTF-8; save the file as UTF-8")
    }

    /// The text is not YAML, in the words of libyaml and, for the slips that happen most, in better ones.
    static func notYAML(_ error: any Error) -> Self {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let origin = context.map { "\($0.text) that begins at \($0.mark), " } ?? ""
            let mend = mends.first { (origin + problem).contains($0.symptom) }.map { "; \($0.mend)" } ?? ""
            return Self(position: Position(mark), message: "not YAML: \(origin)\(problem)\(mend)")
        case .reader(let problem, let offset, _, let yaml):
            return Self(position: offset.map { Position(after: $0, in: yaml) }, message: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0)\"" }.joined(separator: " and ")
            return Self(
                position: Position(context.mark),
                message: "the key \(names) stands here and again further down in the same mapping; keep one")
        default:
            return Self(position: nil, message: "not YAML: \(error)")
        }
    }

    private static let mends = [
        (symptom: "tab", mend: "YAML is indented with spaces"),
        (symptom: "undefined alias", mend: #"a pattern that begins with * belongs in quotes: "*/tmp""#),
        (symptom: "scanning an alias", mend: #"a pattern that begins with * belongs in quotes: "*/tmp""#),
        (
            symptom: "cannot start any token",
            mend: "indent with spaces; a value that begins with @ or ` belongs in quotes"
        ),
        (
            symptom: "mapping values are not allowed",
            mend: "look at the indentation; a value with a colon and a space in it belongs in quotes"
        ),
        (symptom: "found another document", mend: "one file holds one configuration; remove the line ---"),
    ]
}

extension Position {
    init(_ mark: Mark) {
        self.init(line: mark.line, column: mark.column)
    }

    /// The place of the character at `offset`. Lines end as libyaml ends them: a carriage return does it too, with its line
    /// feed, which is one character with it, or alone.
    fileprivate init(after offset: Int, in text: String) {
        let before = text.prefix(offset)
        let lines = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        self.init(line: lines.count, column: (lines.last?.unicodeScalars.count ?? 0) + 1)
    }
}
