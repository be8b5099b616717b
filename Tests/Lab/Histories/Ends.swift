import ZFS

/// What one `zfs list` shows of both ends of a history, by paths below either root: "" is the root, "a/x" a child's child.
///
/// Read here anew, and not by the product's parser: what judges the product should not share its mistakes.
struct Ends: Equatable {
    var source: [String: Place] = [:]
    var backup: [String: Place] = [:]

    /// A dataset of one end.
    struct Place: Equatable {
        var isVolume: Bool
        var isEncrypted = false
        var isMounted = false
        var token: String?
        /// Oldest first, by createtxg; of one transaction group, by name.
        var snapshots: [Point] = []
        var bookmarks: [Point] = []
    }

    /// A snapshot or bookmark.
    struct Point: Equatable {
        var name: String
        var guid: UInt64
        var txg: UInt64
        var written: UInt64
        var referenced: UInt64
        var holds: UInt64
    }

    private static let columns =
        "name,type,guid,createtxg,written,referenced,userrefs,encryption,mounted,receive_resume_token"

    /// - Parameters:
    ///   - source: the dataset that the rule names as `remote`.
    ///   - backup: its `local`, which need not exist; its parent must.
    init(source: String, backup: String) throws {
        let parent = backup.prefix(upTo: backup.lastIndex(of: "/") ?? backup.startIndex)
        let text = try Tool.run(
            "zfs", "list", "-Hp", "-r", "-t", "filesystem,volume,snapshot,bookmark", "-o", Self.columns, source,
            String(parent))
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 10 else { throw Unmet("zfs list printed a line that is not understood: \(line)") }
            let (dataset, short) = Self.split(fields[0])
            if let path = Self.path(dataset, below: source) {
                Self.add(fields, short, to: &self.source[path])
            } else if let path = Self.path(dataset, below: backup) {
                Self.add(fields, short, to: &self.backup[path])
            }
        }
        for path in self.source.keys { self.source[path]?.sort() }
        for path in self.backup.keys { self.backup[path]?.sort() }
    }

    private static func split(_ name: String) -> (dataset: String, short: String) {
        guard let sign = name.firstIndex(where: { $0 == "@" || $0 == "#" }) else { return (name, "") }
        return (String(name[..<sign]), String(name[name.index(after: sign)...]))
    }

    private static func path(_ name: String, below root: String) -> String? {
        if name == root { return "" }
        return name.hasPrefix("\(root)/") ? String(name.dropFirst(root.count + 1)) : nil
    }

    /// Rows of a dataset come after its own, as `zfs list -r` sorts them by name.
    private static func add(_ fields: [String], _ short: String, to place: inout Place?) {
        let number = { (index: Int) in UInt64(fields[index]) ?? 0 }
        let point = Point(
            name: short, guid: number(2), txg: number(3), written: number(4), referenced: number(5), holds: number(6))
        switch fields[1] {
        case "snapshot": place?.snapshots.append(point)
        case "bookmark": place?.bookmarks.append(point)
        default:
            place = Place(
                isVolume: fields[1] == "volume", isEncrypted: fields[7] != "off", isMounted: fields[8] == "yes",
                token: fields[9] == "-" ? nil : fields[9])
        }
    }
}

extension Ends.Place {
    mutating func sort() {
        snapshots.sort { ($0.txg, $0.name) < ($1.txg, $1.name) }
        bookmarks.sort { ($0.txg, $0.name) < ($1.txg, $1.name) }
    }

    func has(_ guid: UInt64) -> Bool { snapshots.contains { $0.guid == guid } }

    /// The snapshot or bookmark that an increment can start from.
    func base(_ guid: UInt64) -> Ends.Point? {
        snapshots.first { $0.guid == guid } ?? bookmarks.first { $0.guid == guid }
    }
}
