import Yams

extension Kind {
    /// A value made from a string. `make` sees no empty string and no control character.
    ///
    /// What YAML takes for a number, a truth value or a date is refused with the advice to quote it: `name: no` would
    /// be the text "no" here, and `false` for every other tool that reads the file.
    static func text(
        _ expected: String, example: String, _ make: @escaping (String) throws(Refusal) -> Value
    ) -> Kind {
        Kind(expected: expected, example: example) { node, place throws(Refusal) in
            guard let scalar = node.scalar, !node.isNull else { throw .unfit }
            if node.isTyped { throw .unquoted(scalar.string) }
            if scalar.string.isEmpty { throw .unfit }
            if scalar.string.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                throw .because("\(scalar.string.debugDescription) holds a control character; leave it out")
            }
            return try make(scalar.string)
        }
    }

    /// A value made from a word that may look like a number: `26h`, `60`.
    static func word(
        _ expected: String, example: String, _ make: @escaping (String) throws(Refusal) -> Value
    ) -> Kind {
        Kind(expected: expected, example: example) { node, _ throws(Refusal) in
            guard let scalar = node.scalar else { throw .unfit }
            return try make(scalar.string)
        }
    }

    /// One of an enumeration's words.
    static func choice(_: Value.Type = Value.self) -> Kind
    where Value: RawRepresentable<String> & CaseIterable {
        let words = Value.allCases.map(\.rawValue)
        return word(words.joined(separator: " or "), example: words.first ?? "") { text throws(Refusal) in
            guard let value = Value(rawValue: text) else { throw .unfit }
            return value
        }
    }
}

extension Kind<Int> {
    /// A whole number in plain decimal digits: not `010`, which YAML 1.1 takes for eight, and not `1_000`.
    static func number(in range: ClosedRange<Int>, _ expected: String? = nil, example: Int) -> Kind {
        Kind(
            expected: expected ?? "a number from \(range.lowerBound) to \(range.upperBound)", example: String(example)
        ) { node, _ throws(Refusal) in
            guard let scalar = node.scalar, node.isTyped, let number = Int(scalar.string),
                String(number) == scalar.string, range.contains(number)
            else { throw .unfit }
            return number
        }
    }
}

extension Kind<Bool> {
    /// `true` or `false`, and the other words of YAML 1.1: yes, no, on, off.
    static var flag: Kind {
        Kind(expected: "true or false", example: "true") { node, _ throws(Refusal) in
            guard let value = node.bool else { throw .unfit }
            return value
        }
    }
}

extension Node {
    fileprivate var isNull: Bool { tag.rawValue == "tag:yaml.org,2002:null" }

    /// Whether YAML takes this for a number, a truth value, a date or the like.
    fileprivate var isTyped: Bool {
        ["int", "float", "bool", "timestamp", "merge", "value"].contains { tag.rawValue == "tag:yaml.org,2002:\($0)" }
    }
}

extension Unicode.Scalar {
    var isLetterOrDigit: Bool {
        ("a"..."z").contains(self) || ("A"..."Z").contains(self) || ("0"..."9").contains(self)
    }
}
