import ZFS

/// What a pull must come to, by docs/operations.md and the two listings before it, and by nothing that the product thinks:
/// this file must never import Replication.
enum Prospect: Equatable {
    /// The source's dataset has no snapshot: nothing happens.
    case empty
    /// These come, in this order, each name as at the source; of those in one transaction group, one.
    case receives([[Ends.Point]])
    /// Left as it is until someone has looked.
    case stops(Reason)
    /// Left as it is until `zpull-client prune` has dropped the interrupted receive.
    case stale
    /// Not here yet, and what it would lie in is the beginning of a first receive, which does not go on.
    case waits

    enum Reason: String {
        case noCommonBase = "have no snapshot in common"
        case localAhead = "newer than the last common one"
        case nameTaken = "has the name of a snapshot of"
        case occupied = "nothing in it comes from the source"
        case otherKind = "are not of one kind"
        case parentMissing = "is not there and will not come"
    }
}

extension Ends {
    /// For each dataset of the source's tree, what an uncut pull must come to.
    var prospects: [String: Prospect] {
        var prospects: [String: Prospect] = [:]
        for path in source.keys.sorted() {
            guard let there = source[path] else { continue }
            var prospect = Self.prospect(there, backup[path], tokenFits: { tokenFits($0, path) })
            // A first receive needs its parent, which is there or comes with the same pull.
            if case .receives(let groups) = prospect, !groups.isEmpty, backup[path] == nil, !path.isEmpty {
                let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
                if backup[parent] == nil, prospects[parent]?.makesDataset != true { prospect = .stops(.parentMissing) }
            }
            prospects[path] = prospect
        }
        for (path, prospect) in prospects {
            guard case .receives = prospect, backup[path] == nil else { continue }
            let isBelow = prospects.contains { above, prospect in
                guard above != path, above.isEmpty || path.hasPrefix("\(above)/"), let place = backup[above] else {
                    return false
                }
                if case .receives = prospect { return false }
                return place.token != nil && place.snapshots.isEmpty
            }
            if isBelow { prospects[path] = .waits }
        }
        return prospects
    }

    private static func prospect(_ there: Place, _ here: Place?, tokenFits: (String) -> Bool) -> Prospect {
        guard let here else { return there.snapshots.isEmpty ? .empty : .receives(groups(there.snapshots)) }
        guard here.isVolume == there.isVolume else { return .stops(.otherKind) }
        if let token = here.token {
            guard tokenFits(token), let fields = try? ResumeToken(parsing: token),
                let resumed = there.snapshots.first(where: { $0.guid == fields.to.rawValue })
            else { return .stale }
            return receives([[resumed]] + groups(there.snapshots.filter { $0.txg > resumed.txg }), here)
        }
        guard !here.snapshots.isEmpty else { return there.snapshots.isEmpty ? .empty : .stops(.occupied) }
        guard let common = here.snapshots.last(where: { there.base($0.guid) != nil }),
            let base = there.base(common.guid)
        else { return .stops(.noCommonBase) }
        guard !here.snapshots.contains(where: { $0.txg > common.txg }) else { return .stops(.localAhead) }
        return receives(groups(there.snapshots.filter { $0.txg > base.txg }), here)
    }

    private static func receives(_ groups: [[Point]], _ here: Place) -> Prospect {
        let taken = Set(here.snapshots.map(\.name))
        // Of one transaction group any may come: it stops when none of them can.
        let isInTheWay = groups.contains { $0.allSatisfy { taken.contains($0.name) } }
        return isInTheWay ? .stops(.nameTaken) : .receives(groups)
    }

    /// Snapshots of one transaction group together: no increment leads from one to another.
    private static func groups(_ snapshots: [Point]) -> [[Point]] {
        snapshots.reduce(into: []) { groups, point in
            if groups.last?.last?.txg == point.txg {
                groups[groups.count - 1].append(point)
            } else {
                groups.append([point])
            }
        }
    }

    /// Whether an interrupted receive can go on: the source has that snapshot under that name, and its base, which is
    /// also the newest snapshot here.
    private func tokenFits(_ text: String, _ path: String) -> Bool {
        guard let token = try? ResumeToken(parsing: text), let there = source[path], let here = backup[path],
            let target = there.snapshots.first(where: { $0.guid == token.to.rawValue }),
            token.toName.description.hasSuffix("\(path.isEmpty ? "/data" : "/data/\(path)")@\(target.name)")
        else { return false }
        guard let from = token.from?.rawValue else { return here.snapshots.isEmpty }
        return here.snapshots.last?.guid == from && there.base(from) != nil
    }
}

extension Prospect {
    /// Whether the dataset is there after it, where it was not before.
    var makesDataset: Bool { if case .receives(let groups) = self { !groups.isEmpty } else { false } }

    /// The exit code that docs/operations.md gives to it, zero for success.
    var exitCode: Int32 {
        switch self {
        case .empty, .receives: 0
        case .stale: 1
        case .stops, .waits: 2
        }
    }
}

extension Collection<Prospect> {
    /// The exit code of the whole run: what all failures agree on, else 1.
    var exitCode: Int32 {
        let codes = Set(map(\.exitCode)).subtracting([0])
        return codes.count > 1 ? 1 : codes.first ?? 0
    }
}
