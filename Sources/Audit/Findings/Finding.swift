/// Something that is wrong, and what mends it.
package struct Finding: Hashable, Sendable {
    package let rule: RuleID
    package let severity: Severity
    /// A file, or what else it is about: a dataset, `sshd`.
    package let subject: String
    /// The line in the file, from 1.
    package let line: Int?
    package let what: String
    package let mend: String

    /// `/etc/zpull/authorized_keys:3`
    package var place: String { subject + (line.map { ":\($0)" } ?? "") }
}

/// What one rule found, and what it could not look at.
package struct Verdict: Equatable, Sendable {
    package internal(set) var findings: [Finding] = []
    /// Why something is unknown; where this is not empty, the rule has not passed.
    package internal(set) var unknowns: [String] = []

    package var hasPassed: Bool { findings.isEmpty && unknowns.isEmpty }

    /// Takes a fact's value, or notes that it is unknown.
    mutating func know<Value>(_ fact: Known<Value>) -> Value? {
        switch fact {
        case .known(let value): return value
        case .unknown(let reason):
            if !unknowns.contains(reason) { unknowns.append(reason) }
            return nil
        }
    }
}

/// A fact, or why it could not be learned.
package enum Known<Value: Sendable>: Sendable {
    case known(Value)
    case unknown(String)

    package var value: Value? { if case .known(let value) = self { value } else { nil } }
}
