import Foundation
import Protocol
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

/// Whether an attempt has succeeded.
extension AttackedSource {
    /// Each outcome with what the attacker has reached by it; nothing, when the attempt has failed.
    func judged(_ outcomes: [Outcome]) throws -> [(Outcome, breaches: [String])] {
        let calls = Dictionary(grouping: try ring.source.calls(), by: \.parent)
        return outcomes.map { outcome in
            let unlawful = (calls[outcome.process] ?? []).filter { !isLawful($0.arguments) }
            return (
                outcome,
                secrets.found(in: outcome.received) + unlawful.map { "it ran zfs \($0.arguments)" }
                    + Self.granted(outcome) + Self.disorder(outcome.ending)
            )
        }
    }

    private static func granted(_ outcome: Outcome) -> [String] {
        guard outcome.attempt.isForbidden else { return [] }
        let answers = outcome.heard.frames.filter { $0.request == outcome.attempt.awaits && $0.request != 0 }
        return answers.compactMap(\.type).filter { $0 != .error }.map { "was answered with \($0)" }
    }

    private static func disorder(_ ending: ChildProcess.Ending?) -> [String] {
        switch ending {
        case nil: ["the session did not end"]
        case .exited(0), .exited(75), .exited(76): []
        case .some(let ending): ["the server ended with \(ending)"]
        }
    }

    /// Whether `zfs` may be run like this for the usual policy.
    func isLawful(_ arguments: [String]) -> Bool {
        guard arguments.first == "send" else {
            let list = DatasetName("tank/data").map { ZFSCommand.list([$0], isRecursive: true) }
            return arguments == list || isLawful(cursor: arguments)
        }
        if arguments.count == 3, arguments[1] == "-t" { return isLawful(token: arguments[2]) }
        var rest = arguments.dropFirst()
        if let options = rest.first, options.hasPrefix("-"), options != "-i" {
            guard options.dropFirst().allSatisfy({ "Lecw".contains($0) }) else { return false }
            rest = rest.dropFirst()
        }
        if rest.first == "-i" {
            guard let base = rest.dropFirst().first, shown.keys.contains(base) else { return false }
            rest = rest.dropFirst(2)
        }
        return rest.count == 1 && rest.allSatisfy { shown.keys.contains($0) }
    }

    /// Whether a cursor of this key's id may be asked for, made or taken away like this.
    private func isLawful(cursor arguments: [String]) -> Bool {
        let (verb, rest) = (arguments[0], Array(arguments.dropFirst()))
        switch policy.drop(while: { $0 != "--cursor" }).dropFirst().first {
        case "bookmark" where verb == "bookmark" && rest.count == 2:
            let guid = shown[rest[0]].map { "\($0)" } ?? ""
            return !guid.isEmpty && rest[1] == rest[0].prefix { $0 != "@" } + "#zpull_loop_" + guid
        case "bookmark" where verb == "destroy" && rest.count == 1:
            let (dataset, name) = (rest[0].prefix { $0 != "#" }, rest[0].drop { $0 != "#" })
            return Self.allowed.contains(String(dataset)) && name.hasPrefix("#zpull_loop_")
                && UInt64(name.dropFirst("#zpull_loop_".count)) != nil
        case "hold" where ["hold", "release"].contains(verb):
            return rest.count == 2 && rest[0] == "zpull:loop" && shown.keys.contains(rest[1])
        case "hold" where verb == "get":
            return rest == ["-Hp", "-r", "-t", "snapshot", "-o", "name,value", "userrefs", "tank/data"]
        case "hold" where verb == "holds":
            return rest.first == "-H" && rest.dropFirst().allSatisfy { shown.keys.contains($0) }
        default: return false
        }
    }

    private func isLawful(token: String) -> Bool {
        guard let token = try? ResumeToken(parsing: token), shown["\(token.toName)"] == token.to.rawValue else {
            return false
        }
        let prefix = "\(token.toName.dataset)@"
        let bases = shown.filter { $0.key.hasPrefix(prefix) }.values
        return !token.flags.contains(.saved) && token.unknownFlags.isEmpty
            && token.from.map { bases.contains($0.rawValue) } ?? true
    }

    /// What the usual policy shows: names, and their guids.
    private var shown: [String: UInt64] {
        Dictionary(
            uniqueKeysWithValues: everything.flatMap { dataset in
                dataset.snapshots.filter { Self.allows(dataset: "\(dataset.name)", snapshot: $0.name) }
                    .map { ("\(dataset.name)@\($0.name)", $0.guid) }
            })
    }

    // MARK: Afterwards

    /// Nothing on the source has changed, `zfs` was run for nothing but what the policy allows, and no process is left.
    func expectUntouched(at location: SourceLocation = #_sourceLocation) throws {
        #expect(try processes(within: .seconds(30)) == [], "processes are left", sourceLocation: location)
        #expect(try ring.source.datasets() == everything, "the source was changed", sourceLocation: location)
        let unlawful = try ring.source.calls().map(\.arguments).filter { !isLawful($0) }
        #expect(unlawful.isEmpty, "what was run on the source", sourceLocation: location)
        let new = Self.files(in: ring.folder).subtracting(files).filter { !$0.hasPrefix("attacker") }
        #expect(
            new.isSubset(of: ["source/calls", "source/fault", "known_hosts"]), "files are new", sourceLocation: location
        )
    }

    /// What still runs for this source after the given time: zpull-serve, the shell that sshd starts it with, `zfs`.
    private func processes(within time: Duration) throws -> [String] {
        let deadline = Monotonic.now + time
        while true {
            let lines = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int32($0) != nil }
                .compactMap { try? text(ofFile: "/proc/\($0)/cmdline").replacing("\0", with: " ") }
                .filter { $0.contains(ring.source.zfs) }
            // They are sshd's children or orphans: there is no event of theirs to wait for.
            if lines.isEmpty || deadline.hasPassed { return lines }
            usleep(1000)
        }
    }

    static func files(in folder: String) -> Set<String> {
        Set(FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
    }
}
