import Replication
import ZFS

// Listings in a few words: `dataset("tank/data", "one", "two")` has two snapshots, the same two wherever they are named.

/// A snapshot or bookmark by its name. Two of one name are one snapshot; `.called` gives it another name and leaves it what
/// it is, `.anew` another one of the same name.
struct Snap: ExpressibleByStringLiteral {
    var name: String
    private var identity: String
    var txg: UInt64?
    var ivSet: Guid?
    var referenced: UInt64 = 1000
    var written: UInt64 = 10

    init(stringLiteral name: String) { self.init(name) }

    init(_ name: String) { (self.name, identity) = (name, name) }

    func called(_ name: String) -> Snap { with { $0.name = name } }
    func anew(_ token: String = "anew") -> Snap { with { $0.identity += token } }
    /// The transaction group, where the place in the list does not give it: ten for the first, twenty for the second.
    func at(_ txg: UInt64) -> Snap { with { $0.txg = txg } }
    /// With this set of initialisation vectors: a copy that came raw has that of its origin, any other one of its own.
    func encrypted(_ set: String) -> Snap { with { $0.ivSet = Self.guid("iv " + set) } }
    func weighing(referenced: UInt64 = 1000, written: UInt64) -> Snap {
        with { ($0.referenced, $0.written) = (referenced, written) }
    }

    var guid: Guid { Snap.guid(identity) }

    /// FNV-1a of the identity.
    private static func guid(_ text: String) -> Guid {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        guard let guid = Guid(hash) else { preconditionFailure("another name, please") }
        return guid
    }

    private func with(_ change: (inout Snap) -> Void) -> Snap {
        var copy = self
        change(&copy)
        return copy
    }
}

func dataset(
    _ name: String, _ snapshots: Snap..., kind: Dataset.Kind = .filesystem, encrypted: Bool = false,
    bookmarks: [Snap] = [], origin: String? = nil, token: String? = nil
) -> Dataset {
    Dataset(
        name: DatasetName(literal: name), kind: kind, guid: Snap(name).guid, isEncrypted: encrypted,
        origin: origin.flatMap { SnapshotName($0) }, resumeToken: token,
        snapshots: snapshots.enumerated().map { place, snap in
            Snapshot(
                name: ShortName(literal: snap.name), guid: snap.guid, createTxg: snap.txg ?? UInt64(place + 1) * 10,
                creation: 1_700_000_000 + UInt64(place), referenced: snap.referenced, written: snap.written,
                ivSet: snap.ivSet)
        },
        bookmarks: bookmarks.map {
            Bookmark(
                name: ShortName(literal: $0.name), guid: $0.guid, createTxg: $0.txg ?? 5, creation: 1_600_000_000,
                ivSet: $0.ivSet)
        })
}

func rule(
    _ remote: String = "tank/data", to local: String = "backup/data", recursive: Bool = false, exclude: [String] = [],
    snapshots: [String] = [], initial: SyncRule.Initial = .earliest, intermediate: SyncRule.Intermediate = .all,
    raw: Bool? = nil
) -> SyncRule {
    SyncRule(
        selection: DatasetSelection(
            root: DatasetName(literal: remote), isRecursive: recursive, exclude: exclude.compactMap { Glob($0) }),
        target: DatasetName(literal: local), snapshots: snapshots.compactMap { Glob($0) }, initial: initial,
        intermediate: intermediate, raw: raw)
}

/// In 2033, long after all snapshots.
let nothingKnown = Brakes(now: 2_000_000_000)

func plans(
    _ source: [Dataset], _ local: [Dataset], _ rule: SyncRule = rule(), raw: Bool = false, allowPlain: Bool = false
) -> [DatasetPlan] {
    Planner(
        source: Listing(datasets: source), local: Listing(datasets: local),
        policy: SourcePolicy(isRaw: raw, allowsPlain: allowPlain), brakes: nothingKnown
    ).plan([rule])
}

/// What is decided for the one dataset of a rule.
func action(
    _ source: Dataset, _ local: Dataset? = nil, _ rule: SyncRule = rule(), raw: Bool = false, allowPlain: Bool = false
) -> DatasetPlan.Action? {
    let plans = plans([source], local.map { [$0] } ?? [], rule, raw: raw, allowPlain: allowPlain)
    return plans.count == 1 ? plans[0].action : nil
}

/// The same as text, see `DatasetPlan.Action.inWords`.
func plan(_ source: Dataset, _ local: Dataset? = nil, _ rule: SyncRule = rule()) -> String {
    action(source, local, rule)?.inWords ?? "not one plan"
}

/// What is in the way of the one dataset of a rule.
func obstacle(
    _ source: Dataset, _ local: Dataset? = nil, _ rule: SyncRule = rule(), raw: Bool = false, allowPlain: Bool = false
) -> Obstacle? {
    if case .stop(let obstacle)? = action(source, local, rule, raw: raw, allowPlain: allowPlain) {
        obstacle
    } else {
        nil
    }
}

extension DatasetPlan.Action {
    var transfer: Transfer? {
        if case .transfer(let transfer) = self { transfer } else { nil }
    }

    /// `full @one, @one → @two`; `#mark → @three`; `drop, resume @two, @two → @three`; `full @one; left out @twin`.
    var inWords: String {
        switch self {
        case .upToDate(let base): return "up to date at @\(base.localName)"
        case .empty: return "empty"
        case .gone: return "gone"
        case .stale(let state): return "stale: \(state.reason)"
        case .stop(let obstacle): return "stop: \(obstacle.problem)"
        case .held(.earlier(_, let reason)): return "held: \(reason)"
        case .held(.clock(let name, _, _)): return "held by our clock: @\(name)"
        case .held(.now(let causes)): return "held: \(causes.map(\.inWords).joined(separator: ", "))"
        case .transfer(let transfer):
            var steps = transfer.stale == nil ? [] : ["drop"]
            if let resume = transfer.resume { steps.append("resume @\(resume.name)") }
            var base = transfer.base.map { "\($0.isBookmark ? "#" : "@")\($0.name)" }
            for hop in transfer.hops {
                steps.append(base.map { "\($0) → @\(hop.name)" } ?? "full @\(hop.name)")
                base = "@\(hop.name)"
            }
            let twins = transfer.twins.map { "@\($0)" }.joined(separator: " ")
            return steps.joined(separator: ", ") + (twins.isEmpty ? "" : "; left out \(twins)")
        }
    }
}

extension BrakeCause {
    /// `growth @three 11 GiB`; `lost 4 of 7`; `future @three 3601 s`.
    var inWords: String {
        switch self {
        case .growth(let name, let bytes, _): "growth @\(name) \(bytes >> 30) GiB"
        case .lost(let left, let before): "lost \(before - left) of \(before)"
        case .future(let name, let ahead, _): "future @\(name) \(ahead) s"
        }
    }
}

extension DatasetName {
    init(literal text: String) {
        guard let name = DatasetName(text) else { preconditionFailure("\(text) is no dataset's name") }
        self = name
    }
}

extension ShortName {
    init(literal text: String) {
        guard let name = ShortName(text) else { preconditionFailure("\(text) is no snapshot's name") }
        self = name
    }
}
