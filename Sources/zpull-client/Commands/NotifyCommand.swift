import ArgumentParser
import Foundation
import System

/// `zpull-client notify`: whether people would be told.
struct NotifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Send a test message to everyone that `notify` in the configuration names.",
        discussion: """
            Run it as the receiving user. The ping is that of a run that succeeded. Exit code 0: each was taken; 1: one was \
            not.
            """)

    @Option(name: .shortAndLong, help: "The configuration file.")
    var config = ConfigurationFile.defaultPath

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let configuration = try ConfigurationFile.load(path: config, files: .skipped)
        guard let notify = configuration.notify else {
            throw ValidationError("\(configuration.path) has no notify")
        }
        let interruption = try Interruption()
        try interruption.listen()
        let notice = Notice.test(host: hostName(), time: wallClockSeconds())
        let ping = notify.ping.map { Delivery.ping($0, "\(notice.subject)\n", by: notify) }
        let sent = (Telling.messages(notice, by: notify) + (ping.map { [$0] } ?? [])).map {
            Sent(channel: $0.channel, problem: $0.problem(unless: interruption.descriptor)?.description)
        }
        if json { try Output.print(json: sent) } else { Output.print(sent.map(\.line)) }
        if let signal = interruption.signal { Foundation.exit(ExitCode.signalled(signal)) }
        Foundation.exit(sent.allSatisfy { $0.problem == nil } ? ExitCode.success : ExitCode.failed)
    }
}

/// What became of a message, as `notify --json` prints it; docs/operations.md describes it.
private struct Sent: Encodable {
    let channel: Channel
    /// Why it did not go out.
    let problem: String?

    var line: String { "\(channel): \(problem ?? "taken")" }
}
