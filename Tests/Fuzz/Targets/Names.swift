import Protocol
import ZFS

extension FuzzTarget {
    /// A name and, after a line feed, a pattern.
    static let names = FuzzTarget(
        name: "names",
        seeds: {
            let names = [
                "tank", "tank/data", "tank/a b/.c-d_e:f", "tank/data@monday", "zfs-2.4.0-rc1", "18446744073709551615",
                // As deep, and as long, as names may be.
                [String](repeating: "a", count: 50).joined(separator: "/"), String(repeating: "a", count: 255),
            ]
            return names.flatMap { name in ["*", "tank/*", "?ank*a", "*a*b?"].map { Array("\(name)\n\($0)".utf8) } }
        }
    ) { bytes in
        let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        let texts = parts.map { String(decoding: $0, as: UTF8.self) }
        guard let text = texts.first else { return }
        checkDataset(text)
        checkSnapshot(text)
        checkNumbers(text)
        checkShown(text)
        if texts.count > 1, let glob = Glob(texts[1]) {
            require(glob.description == texts[1], "a pattern prints what was parsed")
            require(glob.matches(text) == matches(text.utf8[...], texts[1].utf8[...]), "* is any run, ? any one byte")
        }
    }
}

private func checkDataset(_ text: String) {
    let name = DatasetName(text)
    require((name != nil) == isDataset(text), "a dataset's name is taken just when zfs_namecheck.c takes it")
    guard let name else { return }
    require(name.description == text, "a dataset's name prints what was parsed")
    require(name.isWithin(name) && name.path(below: name) == "", "a dataset lies within itself")
    require(name.pool.parent == nil && name.isWithin(name.pool), "a dataset lies within its pool")
    guard let parent = name.parent else { return require(name.pool == name, "what has no parent is a pool") }
    require(name.isWithin(parent) && !parent.isWithin(name), "a dataset lies within its parent, and not the reverse")
    require(name.path(below: parent).flatMap(parent.appending) == name, "a path leads back to where it came from")
}

private func checkSnapshot(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false).map {
        String($0) ?? "@"
    }
    let isSnapshot =
        parts.count == 2 && isDataset(parts[0]) && parts[1].utf8.count < 255 && isComponent(parts[1].utf8[...])
    let name = SnapshotName(text)
    require((name != nil) == (isSnapshot && text.utf8.count <= 255), "a snapshot's name is a dataset's, @ and one part")
    guard let name else { return }
    require(name.description == text, "a snapshot's name prints what was parsed")
    require(SnapshotName(name.dataset, name.snapshot) == name, "a snapshot's name is its two parts")
}

private func checkNumbers(_ text: String) {
    if let guid = Guid(text) { require(Guid(guid.description) == guid && guid.rawValue > 0, "a guid prints itself") }
    if let version = OpenZFSVersion(text) {
        require(OpenZFSVersion(version.description) == version, "a version prints itself")
    }
}

private func checkShown(_ text: String) {
    let shown = text.replacingControlCharacters()
    require(shown.isPrintable && shown.unicodeScalars.count == text.unicodeScalars.count, "what is shown is printable")
    let cut = shown.truncated(toUTF8: 20)
    require(cut.utf8.count <= 20 && shown.utf8.starts(with: cut.utf8), "what is cut is a beginning within the limit")
    require(cut.isPrintable, "what is cut stays printable")
}

// MARK: The same rules, told another way

private func isDataset(_ text: String) -> Bool {
    let components = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return text.utf8.count <= 255 && components.count <= 50 && components.allSatisfy(isComponent)
        && text.unicodeScalars.first.map { ("a"..."z").contains($0) || ("A"..."Z").contains($0) } == true
}

private func isComponent(_ component: Substring.UTF8View) -> Bool {
    let allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.: ".utf8
    return !component.isEmpty && !component.elementsEqual(".".utf8) && !component.elementsEqual("..".utf8)
        && component.allSatisfy(allowed.contains)
}

/// Row by row, for each beginning of the name: whether the pattern so far matches it.
private func matches(_ name: Substring.UTF8View, _ pattern: Substring.UTF8View) -> Bool {
    let name = Array(name)
    var row = [true] + name.map { _ in false }
    for symbol in pattern {
        var next = [row[0] && symbol == UInt8(ascii: "*")]
        for (index, byte) in name.enumerated() {
            next.append(
                symbol == UInt8(ascii: "*")
                    ? next[index] || row[index + 1] : row[index] && (symbol == UInt8(ascii: "?") || symbol == byte))
        }
        row = next
    }
    return row[name.count]
}
