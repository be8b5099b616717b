/// Thinks of things that an administrator does at the source. Each is possible where it is told: the places are carried
/// on in mind, without asking ZFS between two operations.
///
/// What there is to do with snapshots and bookmarks is in SourceSnapshots.swift, with data and children in
/// SourceChildren.swift.
struct SourceOperations {
    let root: String
    let flavour: Flavour
    var places: [String: Ends.Place]
    var random: SplitMix64
    /// Greater than any transaction group that ZFS has reached.
    var nextTxg: UInt64 = 1 << 60

    static let snapshotNames = (0..<7).map { "s\($0)" }
    static let bookmarkNames = (0..<4).map { "b\($0)" }
    static let childNames = ["a", "b", "c", "a/x", "b/x"]
    /// Names that nothing lies below, and so the only ones of volumes.
    static let leaves = ["c", "a/x", "b/x"]

    init(_ places: [String: Ends.Place], of root: String, _ flavour: Flavour, _ random: SplitMix64) {
        self.places = places
        self.root = root
        self.flavour = flavour
        self.random = random
    }

    private typealias Thought = @Sendable (inout SourceOperations) -> Operation?

    private static let thoughts: [(Int, Thought)] = [
        (26, { $0.snapshot() }), (12, { $0.snapshotOfAll() }), (10, { $0.write() }),
        (11, { $0.destroySnapshot() }), (8, { $0.renameSnapshot() }), (6, { $0.rollBack() }), (4, { $0.recreate() }),
        (4, { $0.renameChild() }), (4, { $0.createChild() }), (2, { $0.destroyChild() }), (8, { $0.bookmark() }),
        (2, { $0.destroyBookmark() }), (3, { $0.hold() }), (2, { $0.release() }),
    ]

    /// So many operations, one after another.
    mutating func think(of count: Int) -> [Operation] {
        var operations: [Operation] = []
        var tries = 0
        while operations.count < count, tries < 50 {
            tries += 1
            if let thought = random.pick(weighted: Self.thoughts), let operation = thought(&self) {
                operations.append(operation)
            }
        }
        return operations
    }

    /// The datasets that a history begins with, below a root that is there.
    mutating func beginning() -> [Operation] {
        let children = (0..<random.within(0...2)).compactMap { _ in createChild() }
        let first = [write(), snapshotOfAll()].compactMap { $0 }
        return children + first
    }

    // MARK: In mind

    var pool: String { String(root.prefix { $0 != "/" }) }
    var sorted: [(String, Ends.Place)] { places.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    func full(_ path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }
    func label(_ path: String) -> String { path.isEmpty ? "." : path }
    func parent(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }
    func tree(_ path: String) -> [String] { places.keys.filter { $0 == path || $0.hasPrefix("\(path)/") } }

    /// Nothing is put below a volume, nor below a child with a key of its own, where it would have to be encrypted too.
    func mayHaveChildren(_ path: String) -> Bool {
        places[path].map { !$0.isVolume && (!$0.isEncrypted || flavour == .rawTree) } ?? false
    }

    mutating func somewhere() -> String? { random.pick(places.keys.sorted()) }

    mutating func someChild(withoutHolds: Bool) -> String? {
        let children = places.keys.sorted().filter { !$0.isEmpty }
        return random.pick(
            children.filter { child in
                !withoutHolds
                    || tree(child).allSatisfy { places[$0]?.snapshots.allSatisfy { $0.holds == 0 } ?? true }
            })
    }

    mutating func someSnapshot(where isFit: (Ends.Point) -> Bool) -> (String, Ends.Point)? {
        random.pick(sorted.flatMap { path, place in place.snapshots.filter(isFit).map { (path, $0) } })
    }

    mutating func freeName(_ path: String) -> String? {
        let taken = places[path]?.snapshots.map(\.name) ?? []
        return random.pick(Self.snapshotNames.filter { !taken.contains($0) })
    }

    mutating func add(_ name: String, to path: String, txg: UInt64? = nil) {
        nextTxg += 1
        places[path]?.snapshots.append(
            Ends.Point(name: name, guid: 0, txg: txg ?? nextTxg, written: 0, referenced: 0, holds: 0))
    }

    mutating func setHolds(_ holds: UInt64, _ path: String, _ point: Ends.Point) {
        guard let index = places[path]?.snapshots.firstIndex(where: { $0.name == point.name }) else { return }
        places[path]?.snapshots[index].holds = holds
    }

    func join(_ first: Operation?, _ second: Operation) -> Operation { first.map { $0 + second } ?? second }
}
