import CLinux
import Synchronization
import System

/// Runs the scenarios and prints a line for each, then the count.
///
/// usage: zpull-lab BINARIES REPORTS [PART-OF-TITLE]
///        zpull-lab BINARIES --demo
@main
enum Main {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments[0] == Machine.relay { FaultRelay.run(Array(arguments.dropFirst())) }
        guard arguments.count >= 3 else {
            say("usage: zpull-lab BINARIES REPORTS [PART-OF-TITLE]")
            exit(64)
        }
        Signals.ignoreBrokenPipes()
        if arguments[2] == "--demo" { return demo(arguments[1]) }
        let wanted = allScenarios.filter { arguments.count < 4 || $0.title.contains(arguments[3]) }
        let failures = Atomic<Int>(0)
        do {
            let machine = try Machine(binaries: arguments[1])
            say(
                "OpenZFS \(try Tool.run("cat", "/sys/module/zfs/version").filter { $0 != "\n" }), \(wanted.count) scenarios"
            )
            // Two at once: one's waits are the other's work.
            for (isAlone, width) in [(false, 2), (true, 1)] {
                let some = wanted.indices.filter { wanted[$0].isAlone == isAlone }
                try Threads.forEach(some.count, width: width) { place in
                    let index = some[place]
                    if !run(wanted[index], named: "s\(index + 1)", on: machine, reports: arguments[2]) {
                        failures.wrappingAdd(1, ordering: .relaxed)
                    }
                }
            }
        } catch {
            say("the lab could not be set up: \(error)")
            exit(70)
        }
        let failed = failures.load(ordering: .relaxed)
        Machine.tearDown()
        say("lab: \(wanted.count - failed) passed, \(failed) failed")
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

    private static func tenths(_ duration: Duration) -> String {
        let tenths = Int(duration.seconds * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }

    static func say(_ line: String) { try? IO.writeAll(STDOUT_FILENO, Array((line + "\n").utf8)) }
}
