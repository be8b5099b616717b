import Protocol
import Testing
import ZFS

@testable import Replication
@testable import zpull_client

@Suite("The requests of a plan")
struct StepTests {
    private func send(_ step: Step) -> SendRequest? {
        if case .send(let request) = step.kind { request } else { nil }
    }

    @Test("are one for a chain, with its hops in order")
    func chain() throws {
        let plan = try sourcePlan([dataset("tank/data", ["one", "two", "three"])], [dataset("backup/data", ["one"])])
        let steps = Step.all(of: plan, accepted: [:])
        #expect(steps.count == 1)
        let step = try #require(steps.first)
        #expect(
            send(step)
                == SendRequest(
                    dataset: try datasetName("tank/data"), base: try guid(1), chain: [try guid(2), try guid(3)],
                    flags: .plain, accepted: .known))
        #expect(
            step.hops.map(\.start) == [
                HopStart(to: try guid(2), from: try guid(1)), HopStart(to: try guid(3), from: try guid(2)),
            ])
        #expect(step.hops.map(\.name.description) == ["two", "three"])
        #expect(step.hops.map(\.estimate) == [1 << 20, 1 << 20])
        #expect(!step.isResumed && step.stale == nil && step.dataset == 0)
    }

    @Test("are several for a chain that one request cannot name, each going on from the one before")
    func long() throws {
        let names = (1...2 * Wire.chainLimit + 1).map { "s\($0)" }
        let steps = Step.all(of: try sourcePlan([dataset("tank/data", names)]), accepted: [:])
        #expect(steps.map(\.hops.count) == [Wire.chainLimit, Wire.chainLimit, 1])
        #expect(steps.map { send($0)?.base?.rawValue } == [nil, 4096, 8192])
        let hops = steps.flatMap(\.hops)
        #expect(hops.map(\.start.to.rawValue) == Array(1...8193))
        #expect(hops.map { $0.start.from?.rawValue ?? 0 } == Array(0...8192))
    }

    @Test("leave out what needs no doing, and keep each dataset's place")
    func places() throws {
        let plan = try sourcePlan(
            [
                dataset("tank/data", ["one"]), dataset("tank/data/a", []), dataset("tank/data/b", ["one"]),
                dataset("tank/data/c", ["one"]),
            ], [dataset("backup/data", ["one"]), dataset("backup/data/b", [])])
        let steps = Step.all(of: plan, accepted: [:])
        #expect(steps.map(\.dataset) == [3])
        #expect(steps.map(\.remote.description) == ["tank/data/c"])
    }

    private func steps(_ transfer: Transfer) throws -> [Step] {
        Step.all(
            of: SourcePlan(
                source: "s", peer: "p",
                datasets: [
                    DatasetPlan(
                        remote: try datasetName("tank/data"), local: try datasetName("backup/data"),
                        action: .transfer(transfer))
                ]), accepted: [try datasetName("backup"): [.spill]])
    }

    @Test("begin with the rest of an interrupted stream, and the chain starts from its snapshot")
    func resumed() throws {
        let token = try interruptedToken()
        let resumed = ResumedHop(token: token, name: token.toName.snapshot, estimate: 9, creation: 1)
        let transfer = Transfer(
            stale: nil, resume: resumed,
            base: TransferBase(
                name: token.toName.snapshot, guid: token.to, isBookmark: false, localName: token.toName.snapshot),
            hops: [PlannedHop(name: try shortName("next"), guid: try guid(5), estimate: 7, referenced: 7, creation: 1)],
            flags: .plain)
        let found = try steps(transfer)
        #expect(found.map(\.isResumed) == [true, false])
        #expect(found[0].hops.map(\.start) == [HopStart(to: token.to, from: token.from)])
        #expect(found[0].hops.map(\.estimate) == [9])
        #expect(send(found[1])?.base == token.to)
        #expect(found.map(\.accepted) == [[.spill], [.spill]] && send(found[1])?.accepted == [.spill])
        #expect(found[1].hops.map(\.start) == [HopStart(to: try guid(5), from: token.to)])
    }

    @Test("carry a stale state that goes first in the first request only")
    func stale() throws {
        let stale = StaleState(token: "x", reason: "y")
        let hops = try (1...UInt64(Wire.chainLimit) + 1).map {
            PlannedHop(name: try shortName("s\($0)"), guid: try guid($0), estimate: 1, referenced: 1, creation: 1)
        }
        let found = try steps(Transfer(stale: stale, resume: nil, base: nil, hops: hops, flags: .plain))
        #expect(found.map(\.stale) == [stale, nil])
        #expect(found.map { send($0)?.flags } == [.plain, .plain])
    }

    @Test("hold an interrupted stream for stale when the source cannot go on with it, and not for want of a grant")
    func refused() throws {
        let token = try interruptedToken()
        let resumed = ResumedHop(token: token, name: token.toName.snapshot, estimate: 9, creation: 1)
        let step = try #require(
            try steps(Transfer(stale: nil, resume: resumed, base: nil, hops: [], flags: .plain)).first)
        #expect(step.stale(after: Failure(.badToken, "no"))?.token == token.text)
        #expect(step.stale(after: Failure(.sendFailed, "cannot resume send: it no longer exists"))?.token == token.text)
        #expect(step.stale(after: Failure(.sendFailed, "cannot resume send: permission denied")) == nil)
        #expect(step.stale(after: Failure(.busy, "later")) == nil)
    }
}
