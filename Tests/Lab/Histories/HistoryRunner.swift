import CLinux
import Synchronization
import System

/// Runs random histories and prints a line for each.
///
/// usage: zpull-lab BINARIES REPORTS --histories COUNT [SEED]
enum HistoryRunner {
    /// - Parameter seed: of the first history, from which the seeds of the others follow; `nil` for a new one.
    static func run(binaries: String, reports: String, count: Int, seed: UInt64?) throws -> Bool {
        let machine = try Machine(binaries: binaries)
        defer { Machine.tearDown() }
        try prepare(binaries)
        let seeds = seeds(count, from: seed ?? newSeed())
        Main.say("\(count) histories, the first with seed \(hex(seeds[0]))")
        let failures = Atomic<Int>(0)
        let totals = Mutex(History.Counts())
        // Two at once: one's waits are the other's work.
        try Threads.forEach(count, width: 2) { index in
            let history = Numbered(number: index + 1, of: count, seed: seeds[index])
            let (isRight, counts) = history.run(on: machine, reports: reports)
            if !isRight { failures.wrappingAdd(1, ordering: .relaxed) }
            totals.withLock { $0.add(counts) }
        }
        let failed = failures.load(ordering: .relaxed)
        Main.say("histories: \(count - failed) passed, \(failed) failed; \(totals.withLock { $0.description })")
        let all = totals.withLock { $0 }
        // Among so many there are some of each; without them the suite would show nothing.
        guard count < 50 || all.cuts > 0 && all.mends > 0 else {
            Main.say("histories: no cut or no mend among all of them: the suite does not do what it should")
            return false
        }
        return failed == 0
    }

    /// What all histories share: grants for whole pools, the key of encrypted datasets, the forced command.
    private static func prepare(_ binaries: String) throws {
        try Tool.run("zfs", "allow", "-u", Machine.sourceUser, "send", "tank")
        try Tool.run("zfs", "allow", "-u", Machine.receiveUser, "receive,create,mount", "backup")
        try Tool.run("zfs", "allow", "-u", Machine.pruneUser, "destroy,mount", "backup")
        try Tool.run("install", "-m", "755", "\(binaries)/zpull-lab", CutServe.program)
        try Tool.write("0123456789abcdef0123456789abcdef", to: Flavour.keyFile)
    }

    private static func seeds(_ count: Int, from first: UInt64) -> [UInt64] {
        var random = SplitMix64(seed: first)
        return [first] + (1..<max(count, 1)).map { _ in random.next() }
    }

    private static func newSeed() -> UInt64 { UInt64.random(in: 0...UInt64.max) }

    static func hex(_ seed: UInt64) -> String { "0x" + String(seed, radix: 16) }

    private struct Numbered: Sendable {
        let number: Int
        let of: Int
        let seed: UInt64

        func run(on machine: Machine, reports: String) -> (Bool, History.Counts) {
            let start = Monotonic.now
            let digits = String(number)
            // No name may be part of another.
            let name = "h" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
            let title = "history \(number) of \(of), seed \(HistoryRunner.hex(seed))"
            var (lab, history): (Lab?, History?)
            do {
                let own = try Lab(name, on: machine, withGrants: false)
                lab = own
                let told = try History(seed: seed, in: own)
                history = told
                try told.tell()
                own.cleanUp()
                try Tool.write(told.story.map { "\($0)\n" }.joined(), to: "\(reports)/\(name).story")
                Main.say("ok    \(title): \(told.counts.description) (\(Main.tenths(.now - start)) s)")
                return (true, told.counts)
            } catch {
                let story = (history?.story ?? []).map { "      \($0)\n" }.joined()
                let replay = "make histories COUNT=1 SEED=\(HistoryRunner.hex(seed))"
                let text =
                    "FAIL  \(title) (\(Main.tenths(.now - start)) s)\n\(story)      \(error)\n      replay: \(replay)"
                Main.say(text)
                try? Tool.write(
                    "\(text)\n\(lab?.evidence() ?? "")", to: "\(reports)/history-\(HistoryRunner.hex(seed)).log")
                return (false, history?.counts ?? History.Counts())
            }
        }
    }
}

extension History.Counts {
    fileprivate mutating func add(_ other: History.Counts) {
        operations += other.operations
        pulls += other.pulls
        cuts += other.cuts
        mends += other.mends
    }
}
