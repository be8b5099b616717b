import Synchronization
import System
import ZFS

/// Runs the scenarios on one machine, and prints a line for each, then the count.
final class ScenarioRunner: Sendable {
    private let machine: Machine
    private let reports: String
    private let passed = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)
    private let skipped = Atomic<Int>(0)

    /// - Parameters:
    ///   - binaries: the folder with the release builds of both programs.
    ///   - reports: the folder for what failed scenarios leave.
    init(_ binaries: String, reports: String) throws {
        machine = try Machine(binaries: binaries)
        self.reports = reports
    }

    /// Runs those whose titles have the part. `false` when one failed, or there was none.
    func run(_ part: String?) throws -> Bool {
        defer { Machine.tearDown() }
        let wanted = allScenarios.indices.filter { index in part.map { allScenarios[index].title.contains($0) } ?? true
        }
        Main.say("OpenZFS \(ZFSTool.moduleVersion ?? "?"), \(wanted.count) scenarios")
        // Two at once: one's waits are the other's work.
        for (isAlone, width) in [(false, 2), (true, 1)] {
            let some = wanted.filter { allScenarios[$0].isAlone == isAlone }
            try Threads.forEach(some.count, width: width) { self.tell(some[$0]) }
        }
        let (passed, failed) = (passed.load(ordering: .relaxed), failed.load(ordering: .relaxed))
        let skipped = skipped.load(ordering: .relaxed)
        Main.say("lab: \(passed) passed, \(failed) failed\(skipped > 0 ? ", \(skipped) skipped" : "")")
        return failed == 0 && passed > 0
    }

    private func tell(_ index: Int) {
        let (scenario, name, start) = (allScenarios[index], "s\(index + 1)", Monotonic.now)
        guard scenario.applies else {
            skipped.wrappingAdd(1, ordering: .relaxed)
            return Main.say("skip  \(scenario.title) (needs OpenZFS \(scenario.needs.map { "\($0)" } ?? ""))")
        }
        var lab: Lab?
        do {
            let own = try Lab(name, on: machine)
            lab = own
            try scenario.tell(own)
            own.cleanUp()
            passed.wrappingAdd(1, ordering: .relaxed)
            Main.say("ok    \(scenario.title) (\(Main.tenths(.now - start)) s)")
        } catch {
            failed.wrappingAdd(1, ordering: .relaxed)
            Main.say("FAIL  \(scenario.title) (\(Main.tenths(.now - start)) s)\n      \(error)")
            let report = "\(scenario.title)\n\(error)\n\(lab?.evidence() ?? "")"
            try? Tool.write(report, to: "\(reports)/\(name).log")
        }
    }
}
