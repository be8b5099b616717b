/// What is done to data and children of the source.
extension SourceOperations {
    mutating func write() -> Operation? { somewhere().flatMap { write(to: $0) } }

    mutating func write(to path: String) -> Operation {
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

    mutating func createChild() -> Operation? {
        let free = Self.childNames.filter { places[$0] == nil && mayHaveChildren(parent(of: $0)) }
        guard let path = random.pick(free) else { return nil }
        return create(path)
    }

    mutating func create(_ path: String) -> Operation {
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

    mutating func destroyChild() -> Operation? { someChild(withoutHolds: true).map { destroy($0) } }

    mutating func recreate() -> Operation? {
        guard let path = someChild(withoutHolds: true) else { return nil }
        return destroy(path) + create(path)
    }

    mutating func destroy(_ path: String) -> Operation {
        for other in tree(path) { places[other] = nil }
        return Operation("destroy -r \(label(path))", .zfs(["destroy", "-r", full(path)]))
    }

    mutating func renameChild() -> Operation? {
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
}
