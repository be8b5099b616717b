import Testing
import ZFS

@testable import Replication
@testable import zpull_client

@Suite("A plan in words")
struct PlanTextTests {
    private func text(_ plan: SourcePlan, isWhole: Bool = false) -> String {
        PlanText.lines(plan, isWhole: isWhole).joined(separator: "\n")
    }

    @Test("names each stream, what it starts from and what it weighs")
    func transfers() throws {
        let plan = try sourcePlan(
            [
                dataset("tank/data", ["one", "two"]), dataset("tank/data/a", ["one", "two", "three"]),
                dataset("tank/data/b", ["three"], from: 3, bookmarks: ["zero", "cursor"]),
            ],
            [dataset("backup/data/a", ["one"]), dataset("backup/data/b", ["old"], from: 2)])
        #expect(
            text(plan) == """
                web1 (web1.example.net:22)
                  tank/data → backup/data
                    full      @one, about 2.0 MiB
                    increment @one → @two, about 1.0 MiB
                  tank/data/a → backup/data/a
                    increment @one → @two, about 1.0 MiB
                    increment @two → @three, about 1.0 MiB
                  tank/data/b → backup/data/b
                    increment #cursor → @three, about 1.0 MiB
                  5 snapshots of 3 datasets to receive, about 6.0 MiB
                """)
    }

    @Test("says why there is nothing to do")
    func nothing() throws {
        let plan = try sourcePlan(
            [dataset("tank/data", ["one"]), dataset("tank/data/empty", [])], [dataset("backup/data", ["one"])])
        #expect(
            text(plan) == """
                web1 (web1.example.net:22)
                  tank/data → backup/data
                    nothing to do: @one is here
                  tank/data/empty → backup/data/empty
                    nothing to do: the source has no snapshot that is wanted
                  nothing to receive
                """)
    }

    @Test("tells of a dataset that the source renamed, and of what the source no longer has")
    func renamed() throws {
        let plan = try sourcePlan(
            [dataset("tank/data", ["one"]), dataset("tank/data/after", ["two"], from: 2)],
            [dataset("backup/data", ["one"]), dataset("backup/data/my before", ["two"], from: 2)])
        #expect(
            text(plan) == """
                web1 (web1.example.net:22)
                  tank/data → backup/data
                    nothing to do: @one is here
                  tank/data/after → backup/data/after
                    full      @two, about 2.0 MiB
                    hint: backup/data/after is what backup/data/my before was before it was renamed on the source; \
                `zfs rename 'backup/data/my before' backup/data/after` before the run spares the full stream, and the \
                space for it
                  tank/data/my before → backup/data/my before
                    nothing to do: the source no longer has it; what is here stays
                  1 snapshot of 1 dataset to receive, about 2.0 MiB
                """)
    }

    @Test("says what is in the way and what mends it")
    func stop() throws {
        let plan = try sourcePlan([dataset("tank/data", ["one"])], [dataset("backup/data", [])])
        #expect(
            text(plan) == """
                web1 (web1.example.net:22)
                  tank/data → backup/data
                    STOP: backup/data exists, and nothing in it comes from the source
                          set it aside, with all below it: `zfs rename backup/data backup/data-old`; the next run then starts afresh
                  nothing to receive
                """)
    }

    @Test("shows the ends of a long chain, and all of it when asked")
    func long() throws {
        let plan = try sourcePlan([dataset("tank/data", (1...9).map { "s\($0)" })])
        #expect(
            text(plan) == """
                web1 (web1.example.net:22)
                  tank/data → backup/data
                    full      @s1, about 2.0 MiB
                    increment @s1 → @s2, about 1.0 MiB
                    increment @s2 → @s3, about 1.0 MiB
                    … 5 more increments (--all shows them)
                    increment @s8 → @s9, about 1.0 MiB
                  9 snapshots of 1 dataset to receive, about 10.0 MiB
                """)
        let whole = text(plan, isWhole: true)
        #expect(whole.contains("    increment @s5 → @s6, about 1.0 MiB\n") && !whole.contains("…"))
        let six = try sourcePlan([dataset("tank/data", (1...6).map { "s\($0)" })])
        #expect(!text(six).contains("…"))
    }

    @Test("tells of raw streams, twins, and interrupted receives that are dropped")
    func remarks() throws {
        let hop = PlannedHop(name: try shortName("one"), guid: try guid(1), estimate: 5, referenced: 5, creation: 1)
        let transfer = Transfer(
            stale: StaleState(token: "x", reason: "it came from tank/other"), resume: nil, base: nil, hops: [hop],
            flags: .rawEncrypted, twins: [try shortName("a"), try shortName("b")])
        let plan = SourcePlan(
            source: "web1", peer: "p",
            datasets: [
                DatasetPlan(
                    remote: try datasetName("tank/data"), local: try datasetName("backup/data"),
                    action: .transfer(transfer))
            ])
        #expect(
            text(plan) == """
                web1 (p)
                  tank/data → backup/data
                    drop an interrupted receive: it came from tank/other
                    full      @one, about 5 B
                    as raw streams
                    left out: @a, @b, made in one transaction with the one before
                  1 snapshot of 1 dataset to receive, about 5 B
                """)
    }

    @Test("tells where a resumed stream goes on, and what the chain after it starts from")
    func resumed() throws {
        let token = try interruptedToken()
        let resumed = ResumedHop(token: token, name: token.toName.snapshot, estimate: 1 << 20, creation: 1)
        let transfer = Transfer(
            stale: nil, resume: resumed,
            base: TransferBase(
                name: token.toName.snapshot, guid: token.to, isBookmark: false, localName: token.toName.snapshot),
            hops: [
                PlannedHop(
                    name: try shortName("next"), guid: try guid(5), estimate: 1 << 20, referenced: 1 << 20, creation: 1)
            ],
            flags: .plain)
        let plan = SourcePlan(
            source: "web1", peer: "p",
            datasets: [
                DatasetPlan(
                    remote: token.toName.dataset, local: try datasetName("backup/data"), action: .transfer(transfer))
            ])
        let name = token.toName.snapshot
        #expect(
            text(plan) == """
                web1 (p)
                  \(token.toName.dataset) → backup/data
                    resume    @\(name), after \(Amounts.bytes(token.bytes))
                    increment @\(name) → @next, about 1.0 MiB
                  2 snapshots of 1 dataset to receive, about 2.0 MiB
                """)
    }
}
