import CLinux
import System

/// Does what the messages of a pull tell an administrator to do, to the letter.
struct Mend {
    let lab: Lab
    let target: String

    /// The commands to run, with what they are for; for a dataset whose message offers several, one of them.
    func commands(_ prospects: [String: Prospect], _ pull: Pull, _ random: inout SplitMix64) throws -> [String] {
        var commands: [String] = []
        var setAside: [String] = []
        for path in prospects.keys.sorted() {
            guard let prospect = prospects[path], prospect.exitCode != 0, prospect != .waits else { continue }
            // What lies below something that is set aside goes with it.
            if setAside.contains(where: { $0.isEmpty || path.hasPrefix("\($0)/") }) { continue }
            let dataset = path.isEmpty ? target : "\(target)/\(path)"
            let offered = pull.lines(about: dataset).flatMap(Self.commands)
            guard let command = random.pick(offered) else {
                throw Unmet("no message offers a command that mends \(dataset)")
            }
            if command.hasPrefix("zfs rename"), !command.contains("@") { setAside.append(path) }
            if !commands.contains(command) { commands.append(command) }
        }
        return commands
    }

    /// Runs one as the user whose it is. When a name that the message proposes is taken, a person takes another.
    func carryOut(_ command: String, _ random: inout SplitMix64) throws {
        if command.hasPrefix("zpull-client prune") {
            let run = try lab.client("prune", user: Machine.pruneUser)
            guard run.code == 0 else { throw Unmet("prune ended with \(run.code): \(run.error)") }
            return
        }
        var run = try Tool.capture("/bin/sh", ["-c", command])
        if !run.ending.isSuccess, run.error.contains("exists") {
            run = try Tool.capture("/bin/sh", ["-c", "\(command)\(random.below(1 << 20))"])
        }
        guard run.ending.isSuccess else { throw Unmet("the mend `\(command)` fails: \(run.error)") }
    }

    /// What stands between backquotes and is a command.
    private static func commands(in line: String) -> [String] {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated().compactMap { index, part in
            index % 2 == 1 && (part.hasPrefix("zfs ") || part.hasPrefix("zpull-client prune")) ? String(part) : nil
        }
    }
}
