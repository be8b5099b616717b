/// Thinks of things that an administrator does at the source. Each is possible where it is told: the places are carried
/// on in mind, without asking ZFS between two operations.
struct SourceOperations {
    private let root: String
    private let flavour: Flavour
    private var places: [String: Ends.Place]
    private var random: SplitMix64
    /// Greater than any transaction group that ZFS has reached.
    private var nextTxg: UInt64 = 1 << 60

    private static let snapshotNames = (0..<7).map { "s\($0)" }
    private static let bookmarkNames = (0..<4).map { "b\($0)" }
    private static let childNames = ["a", "b", "c", "a/x", "b/x"]
    /// Names that nothing lies below, and so the only ones of volumes.
    private static let leaves = ["c", "a/x", "b/x"]

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

    /// So many operations, one after another, and sometimes twins after them.
    mutating func think(of count: Int) -> [Operation] {
        var operations: [Operation] = []
        var tries = 0
        while operations.count < count, tries < 50 {
            tries += 1
            if let thought = random.pick(weighted: Self.thoughts), let operation = thought(&self) {
                operations.append(operation)
            }
        }
        if random.chance(15), let operation = twins() { operations.append(operation) }
        return operations
    }

    /// The datasets that a history begins with, below a root that is there.
    mutating func beginning() -> [Operation] {
        let children = (0..<random.within(0...2)).compactMap { _ in createChild() }
        let first = [write(), snapshotOfAll()].compactMap { $0 }
        return children + first
    }

    // MARK: Snapshots

    private mutating func snapshot() -> Operation? {
        guard let path = somewhere(), let name = freeName(path) else { return nil }
        let written = random.chance(75) ? write(to: path) : nil
        add(name, to: path)
        return join(written, Operation("snapshot \(label(path))@\(name)", .zfs(["snapshot", "\(full(path))@\(name)"])))
    }

    private mutating func snapshotOfAll() -> Operation? {
        let free = Self.snapshotNames.filter { name in
            places.values.allSatisfy { !$0.snapshots.contains { $0.name == name } }
        }
        guard let name = random.pick(free) else { return nil }
        let written = random.chance(75) ? write() : nil
        nextTxg += 1
        for path in places.keys { add(name, to: path, txg: nextTxg) }
        return join(written, Operation("snapshot -r @\(name)", .zfs(["snapshot", "-r", "\(root)@\(name)"])))
    }

    /// Two snapshots of one dataset in one transaction group, by a channel program.
    private mutating func twins() -> Operation? {
        guard let path = somewhere() else { return nil }
        // Names that nothing else uses, so that it does not matter which of the two comes.
        let number = random.below(10_000)
        let names = ["t\(number)a", "t\(number)b"]
        guard !names.contains(where: { name in places[path]?.snapshots.contains { $0.name == name } ?? true }) else {
            return nil
        }
        let written = write(to: path)
        let arguments = ["program", pool, HistoryRunner.twinsProgram] + names.map { "\(full(path))@\($0)" }
        return join(
            written, Operation("twins \(label(path))@\(names[0]) and @\(names[1]) in one txg", .zfs(arguments)))
    }

    private mutating func destroySnapshot() -> Operation? {
        guard let (path, point) = someSnapshot(where: { $0.holds == 0 }) else { return nil }
        places[path]?.snapshots.removeAll { $0.name == point.name }
        return Operation("destroy \(label(path))@\(point.name)", .zfs(["destroy", "\(full(path))@\(point.name)"]))
    }

    private mutating func renameSnapshot() -> Operation? {
        // Twins keep their names, which nothing else uses.
        guard let (path, point) = someSnapshot(where: { $0.name.hasPrefix("s") }), let name = freeName(path),
            let index = places[path]?.snapshots.firstIndex(where: { $0.name == point.name })
        else { return nil }
        places[path]?.snapshots[index].name = name
        return Operation(
            "rename \(label(path))@\(point.name) to @\(name)",
            .zfs(["rename", "\(full(path))@\(point.name)", "\(full(path))@\(name)"]))
    }

    private mutating func rollBack() -> Operation? {
        guard let (path, point) = someSnapshot(where: { _ in true }), let place = places[path],
            !place.snapshots.contains(where: { $0.txg > point.txg && $0.holds > 0 })
        else { return nil }
        // Of twins only the later can be rolled back to without the other's going, and nobody knows which that is.
        guard place.snapshots.filter({ $0.txg == point.txg }).count == 1 else { return nil }
        places[path]?.snapshots.removeAll { $0.txg > point.txg }
        places[path]?.bookmarks.removeAll { $0.txg > point.txg }
        return Operation(
            "roll back \(label(path)) to @\(point.name)", .zfs(["rollback", "-r", "\(full(path))@\(point.name)"]))
    }

    private mutating func hold() -> Operation? {
        guard let (path, point) = someSnapshot(where: { $0.holds == 0 }) else { return nil }
        setHolds(1, path, point)
        return Operation("hold \(label(path))@\(point.name)", .zfs(["hold", "keep", "\(full(path))@\(point.name)"]))
    }

    private mutating func release() -> Operation? {
        guard let (path, point) = someSnapshot(where: { $0.holds > 0 }) else { return nil }
        setHolds(0, path, point)
        return Operation(
            "release \(label(path))@\(point.name)", .zfs(["release", "keep", "\(full(path))@\(point.name)"]))
    }

    // MARK: Bookmarks

    private mutating func bookmark() -> Operation? {
        guard let (path, point) = someSnapshot(where: { _ in true }) else { return nil }
        let taken = places[path]?.bookmarks.map(\.name) ?? []
        guard let name = random.pick(Self.bookmarkNames.filter { !taken.contains($0) }) else { return nil }
        var mark = point
        mark.name = name
        places[path]?.bookmarks.append(mark)
        return Operation(
            "bookmark \(label(path))@\(point.name) as #\(name)",
            .zfs(["bookmark", "\(full(path))@\(point.name)", "\(full(path))#\(name)"]))
    }

    private mutating func destroyBookmark() -> Operation? {
        let marks = sorted.flatMap { path, place in place.bookmarks.map { (path, $0.name) } }
        guard let (path, name) = random.pick(marks) else { return nil }
        places[path]?.bookmarks.removeAll { $0.name == name }
        return Operation("destroy \(label(path))#\(name)", .zfs(["destroy", "\(full(path))#\(name)"]))
    }

    // MARK: Data

    private mutating func write() -> Operation? { somewhere().flatMap { write(to: $0) } }

    private mutating func write(to path: String) -> Operation {
        let bytes = random.chance(20) ? random.within(512...1536) << 10 : random.within(4...192) << 10
        let seed = random.next()
        if places[path]?.isVolume == true {
            let offset = random.below(512) << 12
            return Operation(
                "write \(bytes >> 10) KiB to the volume \(label(path))",
                .device("/dev/zvol/\(full(path))", bytes: bytes, offset: offset, seed: seed))
        }
        let file = "/\(full(path))/f\(random.below(4))"
        if random.chance(10) { return Operation("remove \(file)", .remove(file)) }
        return Operation(
            "write \(bytes >> 10) KiB to \(label(path))/f…", .file(file, bytes: bytes, seed: seed))
    }

    // MARK: Children

    private mutating func createChild() -> Operation? {
        let free = Self.childNames.filter { places[$0] == nil && mayHaveChildren(parent(of: $0)) }
        guard let path = random.pick(free) else { return nil }
        return create(path)
    }

    private mutating func create(_ path: String) -> Operation {
        // Never where a child's child could be wanted later.
        let isVolume = Self.leaves.contains(path) && random.chance(30)
        let isEncrypted = flavour == .rawTree || flavour == .mixed && random.chance(50)
        places[path] = Ends.Place(isVolume: isVolume, isEncrypted: isEncrypted)
        let kind = isVolume ? ["-s", "-V", "4M", "-o", "snapdev=visible"] : []
        let encryption = isEncrypted && flavour == .mixed ? Flavour.encryption : []
        return Operation(
            "create \(isEncrypted ? "encrypted " : "")\(isVolume ? "volume" : "file system") \(label(path))",
            .zfs(["create"] + kind + encryption + [full(path)]))
    }

    private mutating func destroyChild() -> Operation? {
        guard let path = someChild(withoutHolds: true) else { return nil }
        for other in tree(path) { places[other] = nil }
        return Operation("destroy -r \(label(path))", .zfs(["destroy", "-r", full(path)]))
    }

    private mutating func recreate() -> Operation? {
        guard let path = someChild(withoutHolds: true), let gone = destroy(path) else { return nil }
        return join(gone, create(path))
    }

    private mutating func destroy(_ path: String) -> Operation? {
        for other in tree(path) { places[other] = nil }
        return Operation("destroy -r \(label(path))", .zfs(["destroy", "-r", full(path)]))
    }

    private mutating func renameChild() -> Operation? {
        guard let path = someChild(withoutHolds: false) else { return nil }
        let moved = tree(path)
        let free = Self.childNames.filter {
            places[$0] == nil && !$0.hasPrefix("\(path)/") && mayHaveChildren(parent(of: $0))
                && (moved.count == 1 || !Self.leaves.contains($0))
                && (places[path]?.isVolume == false || Self.leaves.contains($0))
        }
        guard let name = random.pick(free) else { return nil }
        for other in moved {
            places[name + other.dropFirst(path.count)] = places[other]
            places[other] = nil
        }
        return Operation("rename \(label(path)) to \(label(name))", .zfs(["rename", full(path), full(name)]))
    }

    // MARK: In mind

    private var pool: String { String(root.prefix { $0 != "/" }) }
    private var sorted: [(String, Ends.Place)] { places.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    private func full(_ path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }
    private func label(_ path: String) -> String { path.isEmpty ? "." : path }
    private func parent(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "" }
    private func tree(_ path: String) -> [String] { places.keys.filter { $0 == path || $0.hasPrefix("\(path)/") } }

    /// Nothing is put below a volume, nor below a child with a key of its own, where it would have to be encrypted too.
    private func mayHaveChildren(_ path: String) -> Bool {
        places[path].map { !$0.isVolume && (!$0.isEncrypted || flavour == .rawTree) } ?? false
    }

    private mutating func somewhere() -> String? { random.pick(places.keys.sorted()) }

    private mutating func someChild(withoutHolds: Bool) -> String? {
        let children = places.keys.sorted().filter { !$0.isEmpty }
        return random.pick(
            children.filter { child in
                !withoutHolds
                    || tree(child).allSatisfy { places[$0]?.snapshots.allSatisfy { $0.holds == 0 } ?? true }
            })
    }

    private mutating func someSnapshot(where isFit: (Ends.Point) -> Bool) -> (String, Ends.Point)? {
        random.pick(sorted.flatMap { path, place in place.snapshots.filter(isFit).map { (path, $0) } })
    }

    private mutating func freeName(_ path: String) -> String? {
        let taken = places[path]?.snapshots.map(\.name) ?? []
        return random.pick(Self.snapshotNames.filter { !taken.contains($0) })
    }

    private mutating func add(_ name: String, to path: String, txg: UInt64? = nil) {
        nextTxg += 1
        places[path]?.snapshots.append(
            Ends.Point(name: name, guid: 0, txg: txg ?? nextTxg, written: 0, referenced: 0, holds: 0))
    }

    private mutating func setHolds(_ holds: UInt64, _ path: String, _ point: Ends.Point) {
        guard let index = places[path]?.snapshots.firstIndex(where: { $0.name == point.name }) else { return }
        places[path]?.snapshots[index].holds = holds
    }

    private func join(_ first: Operation?, _ second: Operation) -> Operation { first.map { $0 + second } ?? second }
}
