/// The names of the rules: K for keys, F for files, S for sshd, A for the account.
package enum RuleID: String, CaseIterable, Sendable {
    case K01, K02, K03, K04, K05, K06, K07, K08, K09, K10, K11, K12, K13, K14
    case F01, F02, F03, F04, F05, F06
    case S01, S02, S03, S04, S05, S06, S07, S08, S09, S10, S11, S12, S13, S14
    case A01, A02, A03, A04
}

/// One thing that must not be, and how to see whether it is.
package struct Rule: Sendable {
    package let id: RuleID
    /// That of its findings, unless a finding says otherwise.
    package let severity: Severity
    /// What it finds.
    package let title: String
    private let check: @Sendable (Facts, inout Judgement) -> Void

    init(
        _ id: RuleID, _ severity: Severity, _ title: String,
        _ check: @escaping @Sendable (Facts, inout Judgement) -> Void
    ) {
        (self.id, self.severity, self.title, self.check) = (id, severity, title, check)
    }

    package func judge(_ facts: Facts) -> Verdict {
        var judgement = Judgement(rule: id, severity: severity)
        check(facts, &judgement)
        return judgement.verdict
    }

    /// All of them, in the order of their names.
    package static let all = RuleID.allCases.compactMap { id in
        (keyLines + keyUse + files + sshdKeys + sshdSessions + account).first { $0.id == id }
    }
}

/// A rule at work.
struct Judgement {
    let rule: RuleID
    let severity: Severity
    private(set) var verdict = Verdict()

    init(rule: RuleID, severity: Severity) { (self.rule, self.severity) = (rule, severity) }

    mutating func find(
        _ what: String, at subject: String, line: Int? = nil, severity: Severity? = nil, mend: String
    ) {
        let finding = Finding(
            rule: rule, severity: severity ?? self.severity, subject: subject, line: line, what: what, mend: mend)
        if !verdict.findings.contains(finding) { verdict.findings.append(finding) }
    }

    mutating func find(_ what: String, at place: Place, severity: Severity? = nil, mend: String) {
        find(what, at: place.file, line: place.line, severity: severity, mend: mend)
    }

    mutating func know<Value>(_ fact: Known<Value>) -> Value? { verdict.know(fact) }

    /// The lines that let keys in; of a file that could not be read, nothing is known.
    mutating func keys(_ facts: Facts) -> [AuthorizedKey] {
        facts.keyFiles.flatMap { know($0.content)??.entries ?? [] }
    }

    /// The calls of `zpull-serve serve` in them.
    mutating func calls(_ facts: Facts) -> [(key: AuthorizedKey, call: ServeCall)] {
        _ = keys(facts)
        return facts.calls
    }
}
