import Replication
import ZFS

/// A plan as people read it.
enum PlanText {
    /// - Parameter isWhole: every hop of a chain; else the first and last of long ones.
    static func lines(_ plan: SourcePlan, isWhole: Bool) -> [String] {
        var lines = ["\(plan.source) (\(plan.peer))"]
        for dataset in plan.datasets {
            lines.append("  \(dataset.remote) → \(dataset.local)")
            lines += action(of: dataset, isWhole: isWhole).map { "    \($0)" }
            if let hint = dataset.hint { lines.append("    hint: \(hint)") }
        }
        let transfers = plan.transfers
        lines.append(
            transfers.isEmpty
                ? "  nothing to receive"
                : "  \(Amounts.count(plan.hopCount, "snapshot")) of \(Amounts.count(transfers.count, "dataset")) to receive, "
                    + "about \(Amounts.bytes(plan.estimate))")
        return lines
    }

    private static func action(of plan: DatasetPlan, isWhole: Bool) -> [String] {
        switch plan.action {
        case .upToDate(let base): return ["nothing to do: @\(base.localName) is here"]
        case .empty: return ["nothing to do: the source has no snapshot that is wanted"]
        case .gone: return ["nothing to do: the source no longer has it; what is here stays"]
        case .stop(let obstacle): return ["STOP: \(obstacle.problem)", "      \(obstacle.mend)"]
        case .stale(let state):
            return [
                "STOP: an interrupted receive cannot go on: \(state.reason)",
                "      `zpull-client run` notes it, `zpull-client prune` drops it, and the next run starts afresh",
            ]
        case .held(let hold): return ["HELD: \(hold.reason)", "      \(hold.mend(plan.local))"]
        case .transfer(let transfer): return self.transfer(transfer, isWhole: isWhole)
        }
    }

    private static func transfer(_ transfer: Transfer, isWhole: Bool) -> [String] {
        var lines: [String] = []
        if let aside = transfer.aside { lines.append("set aside as \(aside.name): \(aside.obstacle.problem)") }
        if let stale = transfer.stale { lines.append("drop an interrupted receive: \(stale.reason)") }
        if let resume = transfer.resume {
            lines.append("resume    @\(resume.name), after \(Amounts.bytes(resume.token.bytes))")
        }
        var base = transfer.base?.name
        let isBookmark = transfer.base?.isBookmark ?? false
        var hops: [String] = []
        for (index, hop) in transfer.hops.enumerated() {
            let size = "about \(Amounts.bytes(hop.estimate))"
            let sign = index == 0 && isBookmark ? "#" : "@"
            hops.append(
                base.map { "increment \(sign)\($0) → @\(hop.name), \(size)" } ?? "full      @\(hop.name), \(size)")
            base = hop.name
        }
        if !isWhole, hops.count > 6 {
            hops = hops.prefix(3) + ["… \(hops.count - 4) more increments (--all shows them)"] + hops.suffix(1)
        }
        lines += hops
        if transfer.flags.contains(.raw) { lines.append("as raw streams") }
        if !transfer.twins.isEmpty {
            lines.append(
                "left out: \(transfer.twins.map { "@\($0)" }.joined(separator: ", ")), made in one transaction with the one before"
            )
        }
        return lines
    }
}
