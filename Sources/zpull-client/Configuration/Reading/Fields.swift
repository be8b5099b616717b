import Yams

/// The keys of one mapping, while they are read. What nobody has asked for by the end is an unknown key.
final class Fields {
    let reading: Reading
    /// `a source`, for messages.
    private let name: String
    private let position: Position
    private var entries: [(key: Node, value: Node)] = []
    /// In the order of asking, which is the order in which messages list them.
    private var known: [String] = []
    private let problemsBefore: Int

    /// `nil` when `node` is not a mapping.
    init?(_ node: Node, of name: String, reading: Reading) {
        guard let mapping = node.mapping else { return nil }
        self.name = name
        self.reading = reading
        position = node.position
        problemsBefore = reading.problems.count
        add(mapping)
    }

    /// Takes over the pairs of `mapping`, then what it merges in with `<<`: a mapping's own keys come first.
    private func add(_ mapping: Node.Mapping) {
        let isMerge = { (key: Node) in key.tag.rawValue == "tag:yaml.org,2002:merge" }
        let inherited = entries.count
        for (key, value) in mapping where !isMerge(key) {
            guard let text = key.scalar?.string else {
                reading.report("a key of \(name) must be a word, not \(key.summary)", at: key.position)
                continue
            }
            if let index = entries.firstIndex(where: { $0.key.scalar?.string == text }) {
                // Yams compares keys by type and text, so that it lets `on` and `"on"` pass as two.
                if index >= inherited {
                    reading.report("the key \"\(text)\" stands twice in the same mapping; keep one", at: key.position)
                }
                continue
            }
            entries.append((key, value))
        }
        for (key, value) in mapping where isMerge(key) {
            for merged in value.sequence.map(Array.init) ?? [value] {
                if let mapping = merged.mapping {
                    add(mapping)
                } else {
                    reading.report(
                        "\"<<\" merges a mapping, not \(merged.summary); for example  <<: *defaults", at: key.position)
                }
            }
        }
    }

    /// Reads a key that may be absent; `nil` also after a problem, which has been reported then.
    func optional<Value>(_ key: String, _ kind: Kind<Value>) -> Value? {
        allow([key])
        return entry(key).flatMap { kind.value(of: $0.value, at: Place(key: key, reading: reading)) }
    }

    /// Reads a key that must be there; `nil` after a problem, which has been reported then.
    func required<Value>(_ key: String, _ kind: Kind<Value>) -> Value? {
        if !has(key) {
            let line = Place(key: key, reading: reading).line(kind.example)
            report("\(name) needs the key \"\(key)\"; for example  \(line)")
        }
        return optional(key, kind)
    }

    func has(_ key: String) -> Bool { entry(key) != nil }

    /// Keys that are no mistake, though perhaps nobody asks for them.
    func allow(_ keys: [String]) {
        known += keys.filter { !known.contains($0) }
    }

    /// Where the value of `key` stands; without it, the mapping.
    func position(of key: String) -> Position { entry(key)?.value.position ?? position }

    /// Whether anything within this mapping has been reported.
    var hasProblems: Bool { reading.problems.count > problemsBefore }

    /// Reports a problem with the mapping as a whole.
    func report(_ message: String) {
        reading.report(message, at: position)
    }

    /// Reports a problem with the value of `key`, if the key is there.
    func fault(in key: String, _ reason: String) {
        if let entry = entry(key) { reading.report("\"\(key)\": \(reason)", at: entry.value.position) }
    }

    /// Reports that `key` should not be here, if it is.
    func refuse(_ key: String, _ reason: String) {
        if let entry = entry(key) { reading.report("\"\(key)\": \(reason)", at: entry.key.position) }
    }

    /// To be called last: reports what nobody has asked for.
    func refuseUnknownKeys() {
        for (key, _) in entries {
            guard let text = key.scalar?.string, !known.contains(text) else { continue }
            if let near = text.nearest(of: known) {
                reading.report("unknown key \"\(text)\", did you mean \"\(near)\"?", at: key.position)
            } else {
                reading.report(
                    "unknown key \"\(text)\"; \(name) has \(known.joined(separator: ", "))", at: key.position)
            }
        }
    }

    private func entry(_ key: String) -> (key: Node, value: Node)? {
        entries.first { $0.key.scalar?.string == key }
    }
}
