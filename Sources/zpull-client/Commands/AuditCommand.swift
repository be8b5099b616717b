import ArgumentParser
import Foundation
import Ledger
import System

/// `zpull-client audit`: the audit logs of both ends.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Verify audit logs, and name what was sent and never received.",
        discussion: """
            Without --source-log it looks at the log of this machine alone (`audit_log`). The source's log has to be \
            brought here by other means, its .head file before the rest: the protocol has no way to ask for it. \
            docs/audit-log.md explains what it prints. Exit code 0: all is well; 1: something differs, or a chain is \
            broken; 2: a log cannot be read.
            """)

    @OptionGroup var common: CommonOptions

    @Option(parsing: .upToNextOption, help: "This machine's log, all its files; from `audit_log` without it.")
    var log: [String] = []

    @Option(parsing: .upToNextOption, help: "A copy of the log of the one --source, all its files.")
    var sourceLog: [String] = []

    @Option(help: "A head of this machine's log that was noted earlier; again for more.")
    var head: [Record.Link] = []

    @Option(help: "A head of the source's log that was noted earlier; again for more.")
    var sourceHead: [Record.Link] = []

    func validate() throws {
        guard sourceLog.isEmpty || common.source.count == 1 else {
            throw ValidationError("--source-log needs the one --source that it is of")
        }
        guard sourceHead.isEmpty || !sourceLog.isEmpty else {
            throw ValidationError("--source-head says something about --source-log, which is missing")
        }
    }

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        guard let ours = log.isEmpty ? configuration.auditLog.map(LogFiles.all) : log else {
            throw ValidationError("\(configuration.path) has no audit_log, and no --log is given")
        }
        var report = AuditReport()
        do throws(SystemError) {
            let here = try LogFiles.read(ours, known: head)
            report.logs.append(.init("here", ours, here))
            if let source = sources.first, !sourceLog.isEmpty {
                let there = try LogFiles.read(sourceLog, known: sourceHead)
                report.logs.append(.init(source.name, sourceLog, there))
                report.comparison = .init(
                    source.name,
                    LedgerComparison(
                        source: there.entries.map(\.record),
                        here: here.entries.map(\.record).filter { $0.party.source?.description == source.name }))
            }
        } catch {
            Output.complain("zpull-client: \(error); name a file that this user may read")
            Foundation.exit(ExitCode.stopped)
        }
        if common.json { try Output.print(json: report) } else { Output.print(report.lines) }
        Foundation.exit(report.isClean ? ExitCode.success : ExitCode.failed)
    }
}

extension Record.Link: ExpressibleByArgument {
    /// A head, as `audit` prints it.
    public init?(argument: String) { self.init(parsing: argument.replacing(":", with: " ")) }
}
