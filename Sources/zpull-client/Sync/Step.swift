import Protocol
import Replication
import ZFS

/// One request of a plan, and the hops that answer it.
struct Step {
    enum Kind {
        case resume(ResumedHop)
        case send(SendRequest)
    }

    struct Hop {
        let name: ShortName
        let start: HopStart
        let estimate: UInt64
    }

    /// The dataset's place in the plan.
    let dataset: Int
    let remote: DatasetName
    let kind: Kind
    let hops: [Hop]
    let flags: StreamFlags
    /// What the pool here can take.
    let accepted: StreamFeatures
    /// An interrupted receive that has to go first.
    let stale: StaleState?
    /// What has to be set aside first.
    var aside: Aside?

    var isResumed: Bool {
        if case .resume = kind { true } else { false }
    }

    /// What has become of the interrupted receive when the source answers so before a byte of it: a token that the source
    /// cannot use today it cannot use tomorrow, and must not be in the way for ever. What passes by itself says nothing about
    /// it.
    func stale(after failure: Failure) -> StaleState? {
        guard case .resume(let resumed) = kind, [.badToken, .noSuchSnapshot, .sendFailed].contains(failure.code),
            !failure.isPassing
        else {
            return nil
        }
        return StaleState(token: resumed.token.text, reason: "the source does not go on with it: \(failure)")
    }

    /// The requests of a plan, in its order.
    ///
    /// - Parameter accepted: what each pool here can take; of one that is missing nothing is known, and `zfs receive` finds
    ///   out.
    static func all(of plan: SourcePlan, accepted: [DatasetName: StreamFeatures]) -> [Step] {
        plan.transfers.flatMap { index, transfer in
            let dataset = plan.datasets[index]
            return all(of: transfer, dataset.remote, at: index, accepted: accepted[dataset.local.pool] ?? .known)
        }
    }

    private static func all(
        of transfer: Transfer, _ remote: DatasetName, at index: Int, accepted: StreamFeatures
    ) -> [Step] {
        var steps: [Step] = []
        var (base, stale) = (transfer.base?.guid, transfer.stale)
        if let resumed = transfer.resume {
            let start = HopStart(to: resumed.token.to, from: resumed.token.from)
            let hop = Hop(name: resumed.name, start: start, estimate: resumed.estimate)
            steps.append(
                Step(
                    dataset: index, remote: remote, kind: .resume(resumed), hops: [hop], flags: transfer.flags,
                    accepted: accepted, stale: nil))
            base = resumed.token.to
        }
        var (rest, aside) = (transfer.hops[...], transfer.aside)
        while !rest.isEmpty {
            let part = rest.prefix(Wire.chainLimit)
            rest = rest.dropFirst(part.count)
            let bases = [base] + part.dropLast().map(\.guid)
            let hops = zip(part, bases).map {
                Hop(name: $0.name, start: HopStart(to: $0.guid, from: $1), estimate: $0.estimate)
            }
            let request = SendRequest(
                dataset: remote, base: base, chain: part.map(\.guid), flags: transfer.flags, accepted: accepted)
            guard let request else { break }
            steps.append(
                Step(
                    dataset: index, remote: remote, kind: .send(request), hops: hops, flags: transfer.flags,
                    accepted: accepted, stale: stale, aside: aside))
            (base, stale, aside) = (part.last?.guid, nil, nil)
        }
        return steps
    }
}

extension Transfer {
    /// Whether the dataset does not exist here before it.
    var isFirst: Bool { base == nil || (resume != nil && resume?.token.from == nil) }
}
