package import Encoding

/// What an audit says: findings, what is unknown, and what each key may do.
package struct Report: Sendable {
    package let account: String
    package let findings: [Finding]
    /// Rules that could not look, and why.
    package let unknowns: [(rule: RuleID, why: String)]
    package let passed: [RuleID]
    package let keys: [KeyReport]
    /// What is worth knowing and neither good nor bad.
    package let notes: [String]

    /// - Parameter minimum: rules and findings below it do not count.
    package init(_ facts: Facts, minimum: Severity, notes: [String]) {
        account = facts.account.name
        self.notes = notes
        let verdicts = Rule.all.map { (rule: $0, verdict: $0.judge(facts)) }
        findings = verdicts.flatMap(\.verdict.findings).filter { $0.severity >= minimum }
            .sorted { ($1.severity, $0.rule.rawValue) < ($0.severity, $1.rule.rawValue) }
        unknowns = verdicts.filter { $0.rule.severity >= minimum }.flatMap { rule, verdict in
            verdict.unknowns.map { (rule: rule.id, why: $0) }
        }
        passed = verdicts.filter { $0.verdict.hasPassed }.map(\.rule.id)
        keys = facts.keys.map { KeyReport($0, facts) }
    }

    package enum Outcome: Sendable { case passed, findings, unknown }

    /// Findings go before what is unknown.
    package var outcome: Outcome { !findings.isEmpty ? .findings : unknowns.isEmpty ? .passed : .unknown }

    /// Lines for people. What stands in them comes from files: control characters are the printer's business.
    package var lines: [String] {
        findings.flatMap {
            ["\($0.severity.description.uppercased()) \($0.rule) \($0.place): \($0.what)", "    mend: \($0.mend)"]
        }
            + unknowns.map { "UNKNOWN \($0.rule) \(title($0.rule)): \($0.why)" }
            + keys.map { "key \($0.place) \($0.comment): \($0.rights.joined(separator: "; "))" }
            + notes.map { "note: \($0)" }
            + ["\(account): \(passed.count) rules passed, \(findings.count) findings, \(unknowns.count) unknown"]
    }

    /// The same for programs; docs/audit.md explains the members.
    package var json: JSON {
        .object([
            ("account", .string(account)),
            ("findings", .array(findings.map(\.json))),
            (
                "unknown",
                .array(unknowns.map { .object([("id", .string($0.rule.rawValue)), ("why", .string($0.why))]) })
            ),
            ("passed", .array(passed.map { .string($0.rawValue) })),
            ("keys", .array(keys.map(\.json))),
            ("notes", .array(notes.map { .string($0) })),
        ])
    }

    private func title(_ id: RuleID) -> String { Rule.all.first { $0.id == id }?.title ?? "" }
}

/// A line that lets a key in, and what sshd lets its holder do.
package struct KeyReport: Sendable {
    package let place: Place
    package let comment: String
    /// One text for each way in which sshd treats the clients that the line lets in.
    package let rights: [String]

    init(_ key: AuthorizedKey, _ facts: Facts) {
        (place, comment) = (key.place, key.comment)
        rights =
            switch facts.connections {
            case .unknown: ["unknown, as sshd's settings are"]
            case .known where key.options.isCertAuthority: ["as the certificates say that it signs"]
            case .known(let connections): Self.rights(of: key, facts, connections)
            }
    }

    private static func rights(of key: AuthorizedKey, _ facts: Facts, _ connections: [Connection]) -> [String] {
        let rights = connections.compactMap { connection -> String? in
            let admission = Admission(
                files: facts.keyFiles.compactMap { $0.content.value ?? nil }, settings: connection.settings,
                account: facts.account)
            let line = admission.line(for: key.key, from: connection.address, at: facts.now)
            return line?.place == key.place ? KeyRights(key.options, connection.settings).description : nil
        }
        return rights.isEmpty ? ["no address that was tried gets in by this line"] : rights.unique
    }

    fileprivate var json: JSON {
        .object([
            ("file", .string(place.file)), ("line", .number(place.line)), ("comment", .string(comment)),
            ("rights", .array(rights.map { .string($0) })),
        ])
    }
}

extension KeyRights: CustomStringConvertible {
    package var description: String {
        "\(program)" + (extras.isEmpty ? ", nothing else" : ", and \(extras.joined(separator: ", "))")
    }
}

extension Finding {
    fileprivate var json: JSON {
        .object([
            ("id", .string(rule.rawValue)), ("severity", .string(severity.description)), ("file", .string(subject)),
            ("line", line.map { .number($0) } ?? .null), ("what", .string(what)), ("mend", .string(mend)),
        ])
    }
}

extension Array where Element: Hashable {
    /// Each element once, in order.
    fileprivate var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
