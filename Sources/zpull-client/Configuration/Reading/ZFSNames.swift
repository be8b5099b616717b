import ZFS

extension Kind<DatasetName> {
    /// A dataset's name. What ZFS would not take is refused with the reason.
    static func dataset(example: String) -> Kind {
        .text("the name of a dataset", example: example) { text throws(Refusal) in
            guard let name = DatasetName(text) else {
                throw .because("\(text.debugDescription) is no dataset's name: \(fault(in: text))")
            }
            return name
        }
    }

    /// Why ZFS would not take `text`; the rules are those of `DatasetName`, the words are ours.
    private static func fault(in text: String) -> String {
        if text.contains("@") || text.contains("#") { return "it names a snapshot or bookmark; cut it before @ or #" }
        if text.hasPrefix("/") { return "it begins with /; write the name that zfs list prints, not a mount point" }
        if text.hasSuffix("/") { return "it ends with /; leave that away" }
        if let bad = text.first(where: { $0 != "/" && DatasetName("a\($0)") == nil }) {
            return "ZFS takes no \(String(bad).debugDescription) in names, only letters, digits, spaces and - _ . :"
        }
        let components = text.split(separator: "/", omittingEmptySubsequences: false)
        if let bad = components.first(where: { $0.isEmpty || $0 == "." || $0 == ".." }) {
            return bad.isEmpty ? "it has two slashes in a row" : "it has \"\(bad)\" as a part"
        }
        if text.utf8.count > DatasetName.maximumLength {
            return "it has \(text.utf8.count) bytes, ZFS takes \(DatasetName.maximumLength)"
        }
        if components.count > DatasetName.maximumDepth {
            return "it has \(components.count) parts, ZFS takes \(DatasetName.maximumDepth)"
        }
        return "a pool's name begins with a letter"
    }
}

extension Kind<Glob> {
    /// A pattern for datasets' names.
    static var datasetPattern: Kind {
        .text("a pattern", example: #""*/tmp""#) { text throws(Refusal) in
            guard let glob = Glob(text) else { throw .because(fault(in: text)) }
            return glob
        }
    }

    /// A pattern for what follows `@` in snapshots' names.
    static var snapshotPattern: Kind {
        .text("a pattern", example: #""autosnap_*""#) { text throws(Refusal) in
            if text.contains("/") || text.contains("@") {
                throw .because(
                    "\(text.debugDescription) can match nothing: it is held against what follows @ in a snapshot's name"
                )
            }
            guard let glob = Glob(text) else { throw .because(fault(in: text)) }
            return glob
        }
    }

    private static func fault(in text: String) -> String {
        guard let bad = text.first(where: { Glob(String($0)) == nil }) else {
            return "a pattern of \(text.utf8.count) bytes is longer than any name"
        }
        return "\(text.debugDescription) can match nothing: names in ZFS hold no \(String(bad).debugDescription), "
            + "and a pattern has only * for any run of characters and ? for one"
    }
}
