import Glibc
import System
import ZFS

/// `zfs list`, `zfs get` and `zfs allow`.
struct Listings {
    private let pool: Pool

    init(_ pool: Pool) { self.pool = pool }

    func list(_ arguments: [String]) throws {
        if arguments.starts(with: ["-Hp", "-d", "0", "-t", "filesystem,volume", "-o"]) { return try heads(arguments) }
        if ["list"] + arguments == ZFSCommand.everything { return try everything(arguments) }
        let sized = arguments.drop { !$0.hasPrefix("name,used") }.dropFirst().compactMap { DatasetName($0) }
        if !sized.isEmpty, ["list"] + arguments == ZFSCommand.sizes(sized) { return try sizes(of: sized) }
        var rest = arguments[...]
        let isRecursive = arguments.starts(with: ["-Hp", "-r"])
        rest = rest.dropFirst(isRecursive ? 2 : 3)
        guard isRecursive || arguments.starts(with: ["-Hp", "-d", "1"]), rest.count > 4,
            rest.starts(with: ["-t", "filesystem,volume,snapshot,bookmark", "-o"])
        else { throw Exit.notUnderstood(["list"] + arguments) }
        try pool.strike("list")
        let columns = rest[rest.startIndex + 3].split(separator: ",").map(String.init)
        let roots = rest.dropFirst(4)
        let all = try pool.datasets()
        for root in roots.compactMap({ DatasetName($0) }) {
            let clones = Dictionary(
                all.filter { $0.origin != "-" }.map { ($0.origin, $0.name.description) },
                uniquingKeysWith: { "\($0),\($1)" })
            let rows = all.filter { $0.name.isWithin(root) }.flatMap { dataset in
                // At a depth of one stand the root's snapshots, and its children, but not theirs.
                isRecursive || dataset.name == root
                    ? Self.rows(of: dataset) : dataset.name.parent == root ? [Self.rows(of: dataset)[0]] : []
            }
            let withClones = rows.map { $0.merging(["clones": clones[$0["name"] ?? ""] ?? "-"]) { $1 } }
            try Self.print(withClones.map { row in columns.map { row[$0] ?? "?" }.joined(separator: "\t") })
        }
        let missing = roots.filter { root in !all.contains { $0.name.description == root } }
        if !missing.isEmpty {
            throw Exit(missing.map { "cannot open '\($0)': dataset does not exist" }.joined(separator: "\n"))
        }
    }

    private func everything(_ arguments: [String]) throws {
        let columns = (arguments.last ?? "").split(separator: ",").map(String.init)
        try Self.print(
            try pool.datasets().map { dataset in
                let row = Self.rows(of: dataset)[0]
                return columns.map { row[$0] ?? "?" }.joined(separator: "\t")
            })
    }

    /// What is in snapshots, and nothing beside it. A root that does not exist is left out.
    private func sizes(of roots: [DatasetName]) throws {
        for dataset in try pool.datasets() where roots.contains(where: dataset.name.isWithin) {
            try Self.print(["\(dataset.name)\t0\t\(dataset.snapshots.reduce(0) { $0 + $1.size })"])
        }
    }

    private func heads(_ arguments: [String]) throws {
        let columns = (arguments.dropFirst(6).first ?? "").split(separator: ",").map(String.init)
        let all = try pool.datasets()
        for name in arguments.dropFirst(7) {
            guard let dataset = all.first(where: { $0.name.description == name }) else {
                throw Exit("cannot open '\(name)': dataset does not exist")
            }
            let row = Self.rows(of: dataset)[0]
            try Self.print([columns.map { row[$0] ?? "?" }.joined(separator: "\t")])
        }
    }

    /// The guids of snapshots, how many holds they have, or properties of a dataset for `zpull-client doctor`.
    func get(_ arguments: [String]) throws {
        if arguments.contains("userrefs") { return try holdCounts(arguments) }
        guard arguments.count >= 5, arguments.starts(with: ["-Hp", "-o"]) else {
            throw Exit.notUnderstood(["get"] + arguments)
        }
        try pool.strike("get")
        switch arguments[2] {
        case "name,value" where arguments[3] == "guid":
            var missing: [String] = []
            for name in arguments[4...].compactMap({ SnapshotName($0) }) {
                let snapshots = try pool.dataset(name.dataset)?.snapshots ?? []
                guard let found = snapshots.first(where: { $0.name == name.snapshot.description }) else {
                    missing.append(Exit.missing(name).text)
                    continue
                }
                let isLie = try pool.faults(of: "get", name.description).contains { $0.action == .lie("other guid") }
                try Self.print(["\(name)\t\(isLie ? 4711 : found.guid)"])
            }
            if !missing.isEmpty { throw Exit(missing.joined(separator: "\n")) }
        case "property,value" where arguments.count == 5:
            guard let name = DatasetName(arguments[4]), try pool.dataset(name) != nil else {
                throw Exit.missing(arguments[4])
            }
            try Self.print(arguments[3].split(separator: ",").map { "\($0)\t\(Self.properties[String($0)] ?? "-")" })
        default: throw Exit.notUnderstood(["get"] + arguments)
        }
    }

    private func holdCounts(_ arguments: [String]) throws {
        let isRecursive = arguments.contains("-r")
        let roots = arguments.drop { $0 != "userrefs" }.dropFirst().compactMap { DatasetName($0) }
        guard ["get"] + arguments == ZFSCommand.holdCounts(roots, isRecursive: isRecursive) else {
            throw Exit.notUnderstood(["get"] + arguments)
        }
        try Holder(pool).counts(roots, isRecursive: isRecursive)
    }

    /// `zpool get all`: the features.
    func features(_ arguments: [String]) throws {
        guard let pool = arguments.last.flatMap({ DatasetName($0) }), arguments == ZPoolCommand.features(of: pool)
        else {
            throw Exit.notUnderstood(["zpool"] + arguments)
        }
        let known = [
            "embedded_data", "lz4_compress", "large_blocks", "large_dnode", "encryption", "zstd_compress", "longname",
            "large_microzap",
        ]
        let names = try self.pool.read("features")?.split(separator: "\n").map(String.init) ?? known
        try Self.print(["size\t107374182400"] + names.map { "feature@\($0)\tenabled" })
    }

    func allow(_ arguments: [String]) throws {
        guard arguments.count == 1 else { throw Exit.notUnderstood(["allow"] + arguments) }
        try Self.print(["---- Permissions on \(arguments[0]) ----", "Local+Descendent permissions:"])
    }

    static func print(_ lines: [String]) throws {
        try IO.writeAll(STDOUT_FILENO, Array(lines.map { $0 + "\n" }.joined().utf8))
    }

    /// As docs/permissions.md wants them on the parents of targets.
    private static let properties = [
        "available": "107374182400", "mountpoint": "none", "canmount": "off", "readonly": "on", "exec": "off",
        "setuid": "off", "devices": "off", "volmode": "none", "snapdev": "hidden",
    ]

    // MARK: Rows

    private static func rows(of dataset: StoredDataset) -> [[String: String]] {
        var head = row(dataset.name.description, dataset.type, dataset.guid, 1, 1_700_000_000)
        head["referenced"] = "\(dataset.snapshots.last?.size ?? 0)"
        head["written"] = "0"
        head["encryption"] = dataset.encryption
        head["origin"] = dataset.origin
        head["receive_resume_token"] = dataset.partial.map(ResumeTokenWriter.token) ?? "-"
        // Each has replaced all that was in the one before.
        let snapshots = dataset.snapshots.map { snapshot in
            var row = row(
                "\(dataset.name)@\(snapshot.name)", "snapshot", snapshot.guid, snapshot.createTxg, snapshot.creation)
            row["referenced"] = "\(snapshot.size)"
            row["written"] = "\(snapshot.size)"
            row["encryption"] = dataset.encryption
            row["userrefs"] = "\(dataset.holds.count { $0.snapshot == snapshot.name })"
            return row
        }
        let bookmarks = dataset.bookmarks.map {
            row("\(dataset.name)#\($0.name)", "bookmark", $0.guid, $0.createTxg, $0.creation)
        }
        return [head] + snapshots + bookmarks
    }

    private static func row(
        _ name: String, _ type: String, _ guid: UInt64, _ txg: UInt64, _ creation: UInt64
    ) -> [String: String] {
        [
            "name": name, "type": type, "guid": "\(guid)", "createtxg": "\(txg)", "creation": "\(creation)",
            "referenced": "-", "written": "-", "encryption": "-", "origin": "-", "receive_resume_token": "-",
            "ivsetguid": "-", "userrefs": "-", "clones": "-",
        ]
    }
}
