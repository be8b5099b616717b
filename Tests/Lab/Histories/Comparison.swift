import System
import ZFS

/// Holds what a pull did against what it had to do, by the listings before and after it.
struct Comparison {
    let before: Ends
    let after: Ends
    let prospects: [String: Prospect]
    let pull: Pull
    /// The dataset that `local` names.
    let target: String

    func check() throws {
        guard Self.bare(after.source) == Self.bare(before.source) else { throw Unmet("the pull changed the source") }
        for (path, place) in after.backup where place.isMounted { throw Unmet("\(label(path)) is mounted") }
        for path in Set(before.backup.keys).union(after.backup.keys).sorted() { try checkPlace(path) }
        try checkCode()
        if !pull.isCut { try checkWords() }
    }

    // MARK: Datasets

    private func checkPlace(_ path: String) throws {
        let (old, new) = (before.backup[path], after.backup[path])
        guard let new else { throw Unmet("\(label(path)) has gone from the backup") }
        let kept = old?.snapshots.map(Identity.init) ?? []
        let all = new.snapshots.map(Identity.init)
        guard Array(all.prefix(kept.count)) == kept else {
            throw Unmet("\(label(path)) had \(kept) and has \(all): what was there must stay, and come first")
        }
        let came = Array(all.dropFirst(kept.count))
        guard case .receives(let groups) = prospects[path] else {
            guard came.isEmpty, new.token == old?.token, old != nil else {
                throw Unmet("\(label(path)) was to stay as it was, and got \(came), token \(new.token ?? "none")")
            }
            return
        }
        guard came.count <= groups.count,
            zip(came, groups).allSatisfy({ came, group in group.contains { came.isOf($0) } })
        else { throw Unmet("\(label(path)) got \(came), where \(Self.text(groups)) was to come") }
        if !pull.isCut {
            guard came.count == groups.count, new.token == nil else {
                throw Unmet("\(label(path)) got \(came), where all of \(Self.text(groups)) was to come")
            }
        }
        try checkProgress(path, old, new)
    }

    /// An interrupted receive that is interrupted again has not gone back.
    private func checkProgress(_ path: String, _ old: Ends.Place?, _ new: Ends.Place) throws {
        guard let before = try old?.token.map({ try ResumeToken(parsing: $0) }) else { return }
        guard let text = new.token else {
            guard new.has(before.to.rawValue) else { throw Unmet("the interrupted receive of \(label(path)) is lost") }
            return
        }
        let after = try ResumeToken(parsing: text)
        guard after.to != before.to || after.bytes >= before.bytes else {
            throw Unmet("the interrupted receive of \(label(path)) went back: \(before) became \(after)")
        }
    }

    /// Whether everything has come that was to come, as without a cut.
    private var isComplete: Bool {
        prospects.allSatisfy { path, prospect in
            guard case .receives(let groups) = prospect else { return true }
            guard let new = after.backup[path] else { return groups.isEmpty }
            return new.token == nil && groups.allSatisfy { group in group.contains { new.has($0.guid) } }
        }
    }

    // MARK: What it said

    private func checkCode() throws {
        let regular = prospects.values.exitCode
        var allowed = Set([regular])
        if pull.isCut, let kind = pull.cut?.kind {
            let hasOthers = prospects.values.contains { $0.exitCode != 0 }
            if !isComplete { allowed = [] }
            switch kind {
            case .connection: allowed.formUnion(hasOthers ? [1, 16] : [16])
            case .receive, .send: allowed.insert(1)
            case .interruption: allowed = [143]
            case .client:
                guard pull.ending == .signalled(9) else { throw Unmet("killed, it ended with \(pull.ending)") }
                return
            }
        }
        guard allowed.contains(pull.code) else {
            throw Unmet("\(pull.ending), where \(allowed.sorted().map(String.init).joined(separator: " or ")) is right")
        }
    }

    /// Each dataset that is left as it is has a line that says why.
    private func checkWords() throws {
        for (path, prospect) in prospects {
            switch prospect {
            case .stops(let reason): try expect(reason.rawValue, at: path)
            case .stale: try expect("interrupted receive that cannot go on", at: path)
            case .waits: try expect("holds only the beginning of a first receive", at: path)
            case .empty: try expect("has no snapshot that is wanted", at: path)
            case .receives: continue
            }
        }
    }

    private func expect(_ words: String, at path: String) throws {
        guard pull.lines(about: label(path)).contains(where: { $0.contains(words) }) else {
            throw Unmet("nothing says of \(label(path)) that “\(words)”")
        }
    }

    private func label(_ path: String) -> String { path.isEmpty ? target : "\(target)/\(path)" }

    // MARK: Values

    private struct Identity: Equatable, CustomStringConvertible {
        let name: String
        let guid: UInt64

        init(_ point: Ends.Point) { (name, guid) = (point.name, point.guid) }

        func isOf(_ point: Ends.Point) -> Bool { name == point.name && guid == point.guid }

        var description: String { "@\(name)" }
    }

    private static func bare(_ places: [String: Ends.Place]) -> [String: [Identity]] {
        places.mapValues { ($0.snapshots + $0.bookmarks).map(Identity.init) }
    }

    private static func text(_ groups: [[Ends.Point]]) -> String {
        "[" + groups.map { $0.map { "@\($0.name)" }.joined(separator: " or ") }.joined(separator: ", ") + "]"
    }
}

extension Pull {
    /// The log lines of one dataset: `TIME LEVEL SOURCE DATASET: MESSAGE`.
    func lines(about dataset: String) -> [String] {
        text.split(separator: "\n").map(String.init).filter { $0.contains(" \(dataset): ") }
    }
}
