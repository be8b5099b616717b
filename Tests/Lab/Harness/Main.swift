import CLinux
import System

/// The lab's program, which runs inside its machine.
///
/// usage: zpull-lab BINARIES REPORTS [PART-OF-TITLE]
///        zpull-lab BINARIES REPORTS --histories COUNT [SEED]
///        zpull-lab BINARIES --demo
///        zpull-lab --titles: those of all scenarios
///        zpull-lab BINARIES --source SHARED, zpull-lab BINARIES --backup SHARED: the two machines of Tests/Lab/between
///
/// Under the names of the faults it is what the lab puts between sshd and zpull-serve.
@main
enum Main {
    static func main() {
        var rest = CommandLine.arguments[...]
        let name = rest.removeFirst()
        if name == CutServe.program { CutServe.run(Array(rest)) }
        if name == Probe.program { Probe.run() }
        if name == Machine.relay { FaultRelay.run(Array(rest)) }
        Signals.ignoreBrokenPipes()
        if rest.elementsEqual(["--titles"]) { return allScenarios.forEach { say($0.title) } }
        guard let binaries = rest.popFirst(), let second = rest.popFirst() else { usage() }
        let third = rest.popFirst()
        do {
            switch (second, third) {
            case ("--demo", nil): try demo(binaries)
            case ("--source", let folder?): try SourceMachine.serve(binaries, sharing: folder)
            case ("--backup", let folder?): exit(try pullBetween(binaries, sharing: folder) ? 0 : 1)
            case (let reports, "--histories"): exit(try histories(binaries, reports, Array(rest)) ? 0 : 1)
            case (let reports, let part): exit(try ScenarioRunner(binaries, reports: reports).run(part) ? 0 : 1)
            }
        } catch {
            say("the lab broke off: \(error)")
            exit(70)
        }
    }

    private static func usage() -> Never {
        say("usage: zpull-lab BINARIES REPORTS [PART-OF-TITLE], or see the head of Tests/Lab/Harness/Main.swift")
        exit(64)
    }

    private static func demo(_ binaries: String) throws {
        let demo = try Demo(binaries: binaries)
        defer { Machine.tearDown() }
        try demo.tell()
    }

    private static func pullBetween(_ binaries: String, sharing folder: String) throws -> Bool {
        let source = try SourceMachine(sharing: folder)
        defer { source.end() }
        _ = try Machine(binaries: binaries)
        return try BetweenMachines(source).run()
    }

    private static func histories(_ binaries: String, _ reports: String, _ numbers: [String]) throws -> Bool {
        let text = numbers.count > 1 ? numbers[1] : ""
        let seed = text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
        guard let count = numbers.first.flatMap({ Int($0) }), count > 0, text.isEmpty || seed != nil else {
            say("COUNT is a number above zero, SEED a number such as 0x5f3a; not \(numbers.joined(separator: ", "))")
            exit(64)
        }
        return try HistoryRunner.run(binaries: binaries, reports: reports, count: count, seed: seed)
    }

    static func say(_ line: String) { try? IO.writeAll(STDOUT_FILENO, Array((line + "\n").utf8)) }

    static func tenths(_ duration: Duration) -> String {
        let tenths = Int(duration.seconds * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
