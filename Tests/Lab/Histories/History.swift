import System

/// One random history: things happen at the source, and sometimes at the backup, pulls come between, some of them cut, and
/// after each the two ends are held against what had to come of it.
final class History {
    private let lab: Lab
    private let source: String
    private let target: String
    private let flavour: Flavour
    private var random: SplitMix64
    private var ends: Ends
    private(set) var counts = Counts()
    /// What has happened so far, for a reader.
    private(set) var story: [String] = []
    private let start = Monotonic.now

    struct Counts {
        var (operations, pulls, cuts, mends) = (0, 0, 0, 0)

        var description: String {
            "\(operations) operations, \(pulls) pulls, \(cuts) cuts, \(mends) mends"
        }
    }

    /// Makes the source's root, the key and the configuration.
    init(seed: UInt64, in lab: Lab) throws {
        self.lab = lab
        (source, target) = ("\(lab.source)/data", "\(lab.target)/data")
        random = SplitMix64(seed: seed)
        flavour = Flavour.random(&random)
        try lab.create("data", options: flavour == .rawTree ? Flavour.encryption : [])
        try lab.allow(
            ["--program", CutServe.program, "--dataset", source, "--recursive"]
                + (flavour == .rawTree ? ["--raw"] : []))
        try lab.configure(
            datasets:
                "{ remote: \(source), local: \(target), recursive: true, brakes: off\(flavour == .mixed ? ", raw: true" : "") }"
        )
        try CutServe.Meeting(id: lab.name).make()
        ends = try Ends(source: source, backup: target)
        note("flavour: \(flavour.rawValue)")
    }

    /// A beginning, two or three rounds of operations and a pull, and the last pulls.
    func tell() throws {
        var own = fork()
        var thinker = SourceOperations(ends.source, of: source, flavour, fork())
        try carryOut(thinker.beginning())
        for _ in 0..<own.within(2...3) {
            try happen()
            try pull(cut: true)
        }
        try comeToAnEnd()
    }

    /// A generator of its own for each part: how often one part draws, which depends on what a cut left, changes no other.
    private func fork() -> SplitMix64 { SplitMix64(seed: random.next()) }

    // MARK: Given

    private func happen() throws {
        var own = fork()
        var thinker = SourceOperations(ends.source, of: source, flavour, fork())
        var operations = thinker.think(of: own.within(1...4))
        if own.chance(25), let operation = BackupOperations.think(ends.backup, of: target, &own) {
            operations.append(operation)
        }
        try carryOut(operations)
    }

    private func carryOut(_ operations: [Operation]) throws {
        for operation in operations {
            note(operation.description)
            counts.operations += 1
            try operation.carryOut()
        }
        ends = try Ends(source: source, backup: target)
    }

    // MARK: When, then

    /// One pull, cut or not, and the comparison; after one that was left alone and stopped somewhere, often the mends.
    private func pull(cut wantsCut: Bool) throws {
        var own = fork()
        let prospects = ends.prospects
        let cut = wantsCut && own.chance(60) ? Cut.random(&own, rows: rows, expected: expected(prospects)) : nil
        let pull = try self.pull(prospects, cut)
        if cut == nil, own.chance(50) { try mend(prospects, pull, &own) }
    }

    private func pull(_ prospects: [String: Prospect], _ cut: Cut?) throws -> Pull {
        note("pull\(cut.map { ", \($0)" } ?? "")")
        counts.pulls += 1
        let before = ends
        let pull = try Pull(lab, cut: cut)
        if pull.isCut { counts.cuts += 1 }
        let ending = cut != nil && !pull.isCut ? "\(pull.ending), and not cut" : "\(pull.ending)"
        note("    \(ending)\n\(pull.text.indented)")
        ends = try Ends(source: source, backup: target)
        try Comparison(before: before, after: ends, prospects: prospects, pull: pull, target: target).check()
        return pull
    }

    private func mend(_ prospects: [String: Prospect], _ pull: Pull, _ random: inout SplitMix64) throws {
        let mend = Mend(lab: lab, target: target)
        let commands = try mend.commands(prospects, pull, &random)
        guard !commands.isEmpty else { return }
        for command in commands {
            note("mend: \(command)")
            counts.mends += 1
            try mend.carryOut(command, &random)
        }
        ends = try Ends(source: source, backup: target)
    }

    /// Pulls that nobody cuts, with what their messages tell to do between them, until both ends agree.
    private func comeToAnEnd() throws {
        var own = fork()
        for _ in 0..<10 {
            let prospects = ends.prospects
            let last = try pull(prospects, nil)
            if prospects.values.allSatisfy({ $0.exitCode == 0 }) { return try expectSame(&own) }
            try mend(prospects, last, &own)
        }
        throw Unmet("ten pulls with their mends have not brought both ends together")
    }

    /// The newest snapshot of each dataset is at both ends, or another of its transaction group; and one dataset's data
    /// are the same.
    private func expectSame(_ random: inout SplitMix64) throws {
        var comparable: [(String, Ends.Place, Ends.Point, Ends.Point)] = []
        for (path, there) in ends.source.sorted(by: { $0.key < $1.key }) {
            guard let newest = there.snapshots.last else { continue }
            guard let here = ends.backup[path]?.snapshots.last else {
                throw Unmet("nothing of \(path) is at the backup")
            }
            guard let same = there.base(here.guid), same.txg >= newest.txg else {
                throw Unmet("the newest snapshot of \(path) is @\(newest.name), and @\(here.name) at the backup")
            }
            if there.has(here.guid) { comparable.append((path, there, same, here)) }
        }
        guard let (path, place, there, here) = random.pick(comparable) else { return }
        note("compare the data of \(path.isEmpty ? "." : path)@\(there.name)")
        try Contents(lab: lab, source: source, target: target)
            .compare(path, place, there: there.name, here: here.name)
    }

    /// With the seconds since the beginning.
    private func note(_ text: String) { story.append("\(Main.tenths(.now - start))  \(text)") }

    // MARK: Sizes

    private var rows: Int { ends.source.values.reduce(0) { $0 + 1 + $1.snapshots.count + $1.bookmarks.count } }

    /// About how many bytes of stream an uncut pull brings.
    private func expected(_ prospects: [String: Prospect]) -> Int {
        prospects.reduce(0) { sum, entry in
            guard case .receives(let groups) = entry.value else { return sum }
            let points = groups.compactMap(\.first)
            let first = ends.backup[entry.key] == nil ? points.first?.referenced ?? 0 : 0
            return sum + Int(first) + points.reduce(0) { $0 + Int($1.written) + 4_000 }
        }
    }
}

extension String {
    fileprivate var indented: String {
        split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    }
}
