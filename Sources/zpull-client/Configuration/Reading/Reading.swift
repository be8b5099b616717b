import Yams

/// One reading of a configuration: what it may ask about files, and the problems that it has met so far.
final class Reading {
    let files: FileChecks
    /// A set, because a value that stands behind an alias is read more than once.
    private(set) var problems: Set<ConfigurationError.Problem> = []

    init(files: FileChecks) {
        self.files = files
    }

    func report(_ message: String, at position: Position) {
        problems.insert(.init(position: position, message: message))
    }
}

/// Where a value stands: under a key, or in the list under a key.
struct Place {
    let key: String
    /// Whether the value is one of a list.
    var isEntry = false
    let reading: Reading

    /// The document itself.
    static func root(_ reading: Reading) -> Place { Place(key: "", reading: reading) }

    var entry: Place { Place(key: key, isEntry: true, reading: reading) }

    /// `"port"`, or `an entry of "exclude"`.
    var label: String {
        key.isEmpty ? "the file" : isEntry ? "an entry of \"\(key)\"" : "\"\(key)\""
    }

    /// `example` as it would stand here: `port: 22`, or `- "*/tmp"`.
    func line(_ example: String) -> String {
        key.isEmpty ? example : isEntry ? "- \(example)" : "\(key): \(example)"
    }
}

extension Node {
    var position: Position { mark.map(Position.init) ?? Position(line: 1, column: 1) }

    /// What stands here, in words: `a list`, `the number 10`, `"abc"`.
    var summary: String {
        guard let scalar else { return mapping == nil ? "a list" : "a mapping" }
        let text = scalar.string.count > 60 ? "\(scalar.string.prefix(60))…" : scalar.string
        return switch tag.rawValue {
        case "tag:yaml.org,2002:null": "nothing"
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float": "the number \(text)"
        case "tag:yaml.org,2002:bool": "the truth value \(text)"
        case "tag:yaml.org,2002:timestamp": "the date \(text)"
        default: text.debugDescription
        }
    }
}
