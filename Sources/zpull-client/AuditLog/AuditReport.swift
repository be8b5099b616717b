import Ledger

/// What `audit` has found, as it prints it; docs/audit-log.md describes the JSON.
struct AuditReport: Encodable {
    /// One end's log.
    struct Log: Encodable {
        /// `here`, or the source's name.
        let end: String
        let files: [String]
        let records: Int
        /// Number and digest of the last record; missing when there is none.
        let head: String?
        let breaks: [String]
        let tornLines: [String]

        init(_ end: String, _ files: [String], _ reading: LedgerReading) {
            self.end = end
            self.files = files
            records = reading.entries.count
            head = reading.head?.compact
            breaks = reading.breaks.map(\.description)
            tornLines = reading.tornLines.map(\.description)
        }
    }

    struct Comparison: Encodable {
        let source: String
        let agreeing: Int
        let madeGood: Int
        let trials: Int
        let outside: Int
        let ofOthers: Int
        let differences: [AuditDifference]
        let refusals: [AuditRefusal]

        init(_ source: String, _ comparison: LedgerComparison) {
            self.source = source
            agreeing = comparison.agreeing
            madeGood = comparison.madeGood
            trials = comparison.trials
            outside = comparison.outside
            ofOthers = comparison.ofOthers
            differences = comparison.differences.map(AuditDifference.init)
            refusals = comparison.refusals.compactMap(AuditRefusal.init)
        }
    }

    var logs: [Log] = []
    var comparison: Comparison?

    /// Nothing was changed, nothing is missing.
    var isClean: Bool { logs.allSatisfy(\.breaks.isEmpty) && comparison?.differences.isEmpty ?? true }

    // MARK: For people

    var lines: [String] { logs.flatMap(\.lines) + (comparison?.lines ?? []) }
}

extension AuditReport.Log {
    fileprivate var lines: [String] {
        let state = breaks.isEmpty ? "the chain is whole" : "THE CHAIN IS BROKEN"
        return [
            "\(end): \(Amounts.count(records, "record")) in \(files.joined(separator: ", ")); \(state)"
                + (head.map { "; head \($0)" } ?? "")
        ] + breaks.map { "\(end): BROKEN \($0)" } + tornLines.map { "\(end): \($0): a writer was stopped in this line" }
    }
}

extension AuditReport.Comparison {
    fileprivate var lines: [String] {
        let counts = [
            (agreeing, "of which both ends say the same"), (madeGood, "cut and come whole later"),
            (trials, "asked for by doctor and not kept"),
            (outside, "not compared: one log begins later or ends earlier"),
            (ofOthers, "for other backup hosts"),
        ]
        return counts.filter { $0.0 > 0 }.map { "\(source): \(Amounts.count($0.0, "stream")) \($0.1)" }
            + differences.map { "\(source): \($0.text)" } + refusals.map { "\(source): \($0.text)" }
            + (differences.isEmpty ? ["\(source): no stream was sent that did not come here"] : [])
    }
}

extension Record.Link {
    /// As `audit` prints it and takes it back.
    var compact: String { "\(sequence):\(digest)" }
}
