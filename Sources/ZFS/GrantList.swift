/// What `zfs allow DATASET` prints: the dataset's own permissions, and those of its ancestors, nearest first.
package struct GrantList: Equatable, Sendable {
    /// Whom a permission was given to.
    package enum Holder: Hashable, Sendable {
        case user(String), group(String), everyone

        /// As an option of `zfs allow` and `zfs unallow`.
        package var option: String {
            switch self {
            case .user(let name): "-u \(name)"
            case .group(let name): "-g \(name)"
            case .everyone: "-e"
            }
        }
    }

    /// A permission, whom it was given to, and where it holds as seen from the dataset that was asked for.
    package struct Grant: Hashable, Sendable {
        package let permission: String
        package let holder: Holder
        /// It holds for the dataset itself.
        package let isHere: Bool
        /// It holds for what lies below, snapshots included.
        package let isBelow: Bool
        /// The dataset on which it stands.
        package let dataset: DatasetName
        /// The option by which `zfs unallow` takes it back there: `-u zpull`, `-s @backup`.
        package let option: String

        /// What one `zfs unallow` takes back.
        package struct Place: Hashable, Sendable {
            let option: String
            let dataset: DatasetName
        }

        package var place: Place { Place(option: option, dataset: dataset) }
    }

    /// Those of all holders.
    package let grants: [Grant]

    /// Create-time permissions are left out: they make grants of their own on each new dataset.
    package init(parsing text: String, of dataset: DatasetName) {
        var sections: [Section] = []
        var heading: Substring = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix(Section.mark) {
                sections.append(Section(line))
            } else if let row = Row(line) {
                sections.indices.last.map { sections[$0].rows[String(heading), default: []].append(row) }
            } else {
                heading = line.prefix { $0 != ":" }
            }
        }
        grants = sections.indices.flatMap { index in
            Section.reaches.flatMap { reach in
                sections[index].grants(reach, of: dataset, sets: sections[index...])
            }
        }
    }

    /// What an account may do both in the dataset and below it. ZFS wants it for both: for the dataset, to make others in
    /// it, and for those others.
    package func permissions(of account: Account) -> Set<String> {
        let own = grants(of: account)
        return Set(own.filter(\.isHere).map(\.permission)).intersection(own.filter(\.isBelow).map(\.permission))
    }

    /// What it may do in the dataset, or below it, or both.
    package func grants(of account: Account) -> [Grant] {
        grants.filter { ($0.isHere || $0.isBelow) && account.holders.contains($0.holder) }
    }
}

extension Account {
    /// By whom it has its permissions.
    package var holders: Set<GrantList.Holder> { Set([.user(name), .everyone] + groups.map { .group($0) }) }
}

extension Collection<GrantList.Grant> {
    /// The commands that take these permissions back.
    package var takingBack: [String] {
        Dictionary(grouping: self, by: \.place).map { place, grants in
            let permissions = Set(grants.map(\.permission)).sorted().joined(separator: ",")
            return "zfs unallow \(place.option) \(permissions) \(place.dataset.quoted)"
        }.sorted()
    }
}

/// What stands on one dataset.
private struct Section {
    /// A heading, and where what stands below it holds.
    typealias Reach = (heading: String, isLocal: Bool, isDescendent: Bool)

    static let mark = "---- Permissions on "
    static let reaches: [Reach] = [
        ("Local permissions", true, false), ("Descendent permissions", false, true),
        ("Local+Descendent permissions", true, true),
    ]

    let dataset: DatasetName?
    /// By heading.
    var rows: [String: [Row]] = [:]

    init(_ line: Substring) {
        let name = line.dropFirst(Self.mark.count)
        // Names may hold spaces and hyphens, but the line's end is a space and hyphens.
        dataset = name.lastIndex(of: " ").flatMap { DatasetName(name[..<$0]) }
    }

    /// - Parameter sets: this section and those above it, whose permission sets count here.
    func grants(_ reach: Reach, of asked: DatasetName, sets: ArraySlice<Section>) -> [GrantList.Grant] {
        guard let dataset else { return [] }
        let (isHere, isBelow) =
            dataset == asked ? (reach.isLocal, reach.isDescendent) : (reach.isDescendent, reach.isDescendent)
        return (rows[reach.heading] ?? []).flatMap { row -> [GrantList.Grant] in
            guard let holder = row.holder else { return [] }
            return row.permissions.flatMap { Self.expanded($0, holder.option, dataset, sets) }.map {
                GrantList.Grant(
                    permission: $0.permission, holder: holder, isHere: isHere, isBelow: isBelow, dataset: $0.dataset,
                    option: $0.option)
            }
        }
    }

    private typealias Found = (permission: String, option: String, dataset: DatasetName)

    /// A permission as it stands, or all that a set has on its own dataset and above.
    private static func expanded(
        _ permission: String, _ option: String, _ dataset: DatasetName, _ sets: ArraySlice<Section>,
        within: Set<String> = []
    ) -> [Found] {
        guard permission.hasPrefix("@") else { return [(permission, option, dataset)] }
        guard !within.contains(permission) else { return [] }
        return sets.flatMap { section -> [Found] in
            let rows = section.rows["Permission sets"] ?? []
            guard let row = rows.first(where: { $0.name == permission }), let place = section.dataset else { return [] }
            return row.permissions.flatMap {
                expanded($0, "-s \(permission)", place, sets, within: within.union([permission]))
            }
        }
    }
}

/// `user zpull receive,create`, `everyone diff`, `@set send,hold`, or permissions alone.
private struct Row {
    /// Of a user, a group or a set.
    let name: String
    let holder: GrantList.Holder?
    let permissions: [String]

    /// `nil` for a heading: rows are indented.
    init?(_ line: Substring) {
        guard line.first?.isWhitespace == true else { return nil }
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        name = words.count == 3 ? words[1] : words.first ?? ""
        holder =
            switch (words.first, words.count) {
            case ("user", 3): .user(name)
            case ("group", 3): .group(name)
            case ("everyone", 2): .everyone
            default: nil
            }
        permissions = words.last?.split(separator: ",").map(String.init) ?? []
    }
}
