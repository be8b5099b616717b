import ArgumentParser
import Testing

@testable import zpull_client

@Suite("Each subcommand")
struct SubcommandsTests {
    /// Those that do something.
    private static func leaves(of command: any ParsableCommand.Type = ZpullClient.self) -> [any ParsableCommand.Type] {
        let below = command.configuration.subcommands
        return below.isEmpty ? [command] : below.flatMap { leaves(of: $0) }
    }

    @Test("can answer a program: it has --json")
    func json() {
        #expect(Self.leaves().count > 15)
        for command in Self.leaves() {
            #expect(command.helpMessage().contains("--json"), "\(command)")
        }
    }
}
