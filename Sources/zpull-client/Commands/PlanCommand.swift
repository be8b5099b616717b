import ArgumentParser
import Foundation
import System
import ZFS

/// `zpull-client plan`: the same decisions as `run`, and nothing done.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a run would do and why. Changes nothing.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "Each snapshot of long chains too.")
    var all = false

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let (configuration, sources) = try common.load()
        let interruption = try Interruption()
        try interruption.listen()
        var plans: [SourcePlan] = []
        var codes: [Int32] = []
        for source in sources {
            do {
                let connection = try SourceConnection.open(source, interruption: interruption)
                defer { connection.close() }
                let plan = try SourcePlan.make(source, over: connection, zfs: ZFSTool(path: configuration.zfs))
                if !json { Output.print(PlanText.lines(plan, isWhole: all)) }
                plans.append(plan)
                codes += plan.datasets.compactMap { DatasetResult(known: $0)?.error?.exitCode }
            } catch {
                let error = SyncError(sourceError: error)
                Output.complain("\(source.name): \(error)")
                codes.append(error.exitCode)
            }
        }
        if json { try Output.print(json: plans.map(PlanJSON.init)) }
        Foundation.exit(interruption.signal.map(ExitCode.signalled) ?? ExitCode.combined(codes))
    }
}
