import CLinux
import Synchronization
import System

/// Runs the scenarios and prints a line for each, then the count.
///
/// usage: zpull-lab BINARIES REPORTS [PART-OF-TITLE]
///        zpull-lab BINARIES --demo
///        zpull-lab BINARIES --source SHARED, zpull-lab BINARIES --backup SHARED: the two machines of Tests/Lab/between
///        zpull-lab BINARIES REPORTS --histories COUNT [SEED]
@main
enum Main {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments[0] == CutServe.program { CutServe.run(Array(arguments.dropFirst())) }
        guard arguments.count >= 3 else {
            say("usage: zpull-lab BINARIES REPORTS [PART-OF-TITLE]")
            exit(64)
        }
        Signals.ignoreBrokenPipes()
        if arguments[2] == "--demo" { return demo(arguments[1]) }
        if arguments.count == 4, arguments[2] == "--source" { return source(arguments[1], sharing: arguments[3]) }
        if arguments.count == 4, arguments[2] == "--backup" { return backup(arguments[1], sharing: arguments[3]) }
        if arguments.count > 4, arguments[3] == "--histories" { return histories(Array(arguments.dropFirst())) }
        let wanted = allScenarios.filter { arguments.count < 4 || $0.title.contains(arguments[3]) }
        let failures = Atomic<Int>(0)
        do {
            let machine = try Machine(binaries: arguments[1])
            say(
                "OpenZFS \(try Tool.run("cat", "/sys/module/zfs/version").filter { $0 != "\n" }), \(wanted.count) scenarios"
            )
            // Two at once: one's waits are the other's work.
            try Threads.forEach(wanted.count, width: 2) { index in
                let scenario = wanted[index]
                guard scenario.applies else { return skip(scenario) }
                if !run(scenario, named: "s\(index + 1)", on: machine, reports: arguments[2]) {
                    failures.wrappingAdd(1, ordering: .relaxed)
                }
            }
        } catch {
            say("the lab could not be set up: \(error)")
            exit(70)
        }
        let failed = failures.load(ordering: .relaxed)
        Machine.tearDown()
        let applicable = wanted.count(where: \.applies)
        let skipped = wanted.count - applicable
        say("lab: \(applicable - failed) passed, \(failed) failed\(skipped > 0 ? ", \(skipped) skipped" : "")")
        exit(failed == 0 && !wanted.isEmpty ? 0 : 1)
    }

    private static func demo(_ binaries: String) {
        do {
            let demo = try Demo(binaries: binaries)
            defer { Machine.tearDown() }
            try demo.tell()
        } catch {
            say("the demo broke off: \(error)")
            exit(1)
        }
    }

    private static func source(_ binaries: String, sharing folder: String) {
        do {
            try SourceMachine.serve(binaries, sharing: folder)
        } catch {
            say("the source could not be set up: \(error)")
            exit(70)
        }
    }

    private static func backup(_ binaries: String, sharing folder: String) {
        do {
            let source = try SourceMachine(sharing: folder)
            defer { source.end() }
            _ = try Machine(binaries: binaries)
            exit(try BetweenMachines(source).run() ? 0 : 1)
        } catch {
            say("the lab could not be set up: \(error)")
            exit(70)
        }
    }

    private static func histories(_ arguments: [String]) {
        let text = arguments.count > 4 ? arguments[4] : ""
        let seed = text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
        guard let count = Int(arguments[3]), count > 0, text.isEmpty || seed != nil else {
            say("COUNT is a number above zero, SEED a number such as 0x5f3a; not \(arguments[3]), \(text)")
            exit(64)
        }
        do {
            let isRight = try HistoryRunner.run(
                binaries: arguments[0], reports: arguments[1], count: count, seed: seed)
            exit(isRight ? 0 : 1)
        } catch {
            say("the histories could not be told: \(error)")
            exit(70)
        }
    }

    private static func run(_ scenario: Scenario, named name: String, on machine: Machine, reports: String) -> Bool {
        let start = Monotonic.now
        var lab: Lab?
        do {
            let own = try Lab(name, on: machine)
            lab = own
            try scenario.tell(own)
            own.cleanUp()
            say("ok    \(scenario.title) (\(tenths(.now - start)) s)")
            return true
        } catch {
            say("FAIL  \(scenario.title) (\(tenths(.now - start)) s)\n      \(error)")
            try? Tool.write("\(scenario.title)\n\(error)\n\(lab?.evidence() ?? "")", to: "\(reports)/\(name).log")
            return false
        }
    }

    private static func skip(_ scenario: Scenario) {
        say("skip  \(scenario.title) (needs OpenZFS \(scenario.needs.map { "\($0)" } ?? ""))")
    }

    static func tenths(_ duration: Duration) -> String {
        let tenths = Int(duration.seconds * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }

    static func say(_ line: String) { try? IO.writeAll(STDOUT_FILENO, Array((line + "\n").utf8)) }
}
