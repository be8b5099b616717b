/// What is done to snapshots and bookmarks of the source.
extension SourceOperations {
    mutating func snapshot() -> Operation? {
        guard let path = somewhere(), let name = freeName(path) else { return nil }
        let written = random.chance(75) ? write(to: path) : nil
        add(name, to: path)
        return join(written, Operation("snapshot \(label(path))@\(name)", .zfs(["snapshot", "\(full(path))@\(name)"])))
    }

    mutating func snapshotOfAll() -> Operation? {
        let free = Self.snapshotNames.filter { name in
            places.values.allSatisfy { !$0.snapshots.contains { $0.name == name } }
        }
        guard let name = random.pick(free) else { return nil }
        let written = random.chance(75) ? write() : nil
        nextTxg += 1
        for path in places.keys { add(name, to: path, txg: nextTxg) }
        return join(written, Operation("snapshot -r @\(name)", .zfs(["snapshot", "-r", "\(root)@\(name)"])))
    }

    mutating func destroySnapshot() -> Operation? {
        guard let (path, point) = someSnapshot(where: { $0.holds == 0 }) else { return nil }
        places[path]?.snapshots.removeAll { $0.name == point.name }
        return Operation("destroy \(label(path))@\(point.name)", .zfs(["destroy", "\(full(path))@\(point.name)"]))
    }

    mutating func renameSnapshot() -> Operation? {
        guard let (path, point) = someSnapshot(where: { _ in true }), let name = freeName(path),
            let index = places[path]?.snapshots.firstIndex(where: { $0.name == point.name })
        else { return nil }
        places[path]?.snapshots[index].name = name
        return Operation(
            "rename \(label(path))@\(point.name) to @\(name)",
            .zfs(["rename", "\(full(path))@\(point.name)", "\(full(path))@\(name)"]))
    }

    mutating func rollBack() -> Operation? {
        guard let (path, point) = someSnapshot(where: { _ in true }), let place = places[path],
            !place.snapshots.contains(where: { $0.txg > point.txg && $0.holds > 0 })
        else { return nil }
        places[path]?.snapshots.removeAll { $0.txg > point.txg }
        places[path]?.bookmarks.removeAll { $0.txg > point.txg }
        return Operation(
            "roll back \(label(path)) to @\(point.name)", .zfs(["rollback", "-r", "\(full(path))@\(point.name)"]))
    }

    mutating func hold() -> Operation? {
        guard let (path, point) = someSnapshot(where: { $0.holds == 0 }) else { return nil }
        setHolds(1, path, point)
        return Operation("hold \(label(path))@\(point.name)", .zfs(["hold", "keep", "\(full(path))@\(point.name)"]))
    }

    mutating func release() -> Operation? {
        guard let (path, point) = someSnapshot(where: { $0.holds > 0 }) else { return nil }
        setHolds(0, path, point)
        return Operation(
            "release \(label(path))@\(point.name)", .zfs(["release", "keep", "\(full(path))@\(point.name)"]))
    }

    // MARK: Bookmarks

    mutating func bookmark() -> Operation? {
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

    mutating func destroyBookmark() -> Operation? {
        let marks = sorted.flatMap { path, place in place.bookmarks.map { (path, $0.name) } }
        guard let (path, name) = random.pick(marks) else { return nil }
        places[path]?.bookmarks.removeAll { $0.name == name }
        return Operation("destroy \(label(path))#\(name)", .zfs(["destroy", "\(full(path))#\(name)"]))
    }
}
