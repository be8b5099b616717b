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

    func run() throws {
        var plans: [SourcePlan] = []
        let code = try common.visit { source, connection, visit in
            let plan = try SourcePlan.make(
                source, over: connection, configuration: visit.configuration, interruption: visit.interruption)
            if !common.json { Output.print(PlanText.lines(plan, isWhole: all)) }
            plans.append(plan)
            return plan.datasets.compactMap { DatasetResult(known: $0)?.error?.exitCode }
        }
        if common.json { try Output.print(json: plans.map(PlanJSON.init)) }
        Foundation.exit(code)
    }
}
