import CLinux
import System

/// The program: one subcommand, its exit code.
@main
enum Main {
    static func main() {
        exit(run(Array(CommandLine.arguments.dropFirst())))
    }

    private static func run(_ arguments: [String]) -> Int32 {
        do {
            switch arguments.first {
            case "serve": return ServeCommand.run(try PolicyArguments.parse(Array(arguments.dropFirst())))
            case "-c":
                let words = try LoginShell.serveArguments(arguments, original: LoginShell.originalCommand)
                let policy = try PolicyArguments.parse(words)
                try LoginShell.check(policy)
                return ServeCommand.run(policy)
            case "audit": return audit(Array(arguments.dropFirst()))
            case "keyline": try print(KeylineCommand.text(Array(arguments.dropFirst())) + "\n")
            case "--version": try print(Release.software + "\n")
            case "--help", "-h", "help": try print(Help.text)
            case let command?: throw UsageError("unknown subcommand “\(command)”; see zpull-serve --help")
            // sshd's way to start a login shell, see login(1).
            case nil where CommandLine.arguments.first?.hasPrefix("-") ?? false:
                _ = try LoginShell.serveArguments(arguments, original: nil)
            case nil: throw UsageError("a subcommand is missing; see zpull-serve --help")
            }
            return ExitCode.success
        } catch let error as SystemError {
            complain(error.description)
            return ExitCode.noInput
        } catch {
            complain("\(error)")
            return ExitCode.usage
        }
    }

    /// Whatever keeps it from looking is told by its own exit code.
    private static func audit(_ arguments: [String]) -> Int32 {
        do {
            return try AuditCommand.run(try AuditOptions(parsing: arguments))
        } catch {
            complain("\(error)")
            return ExitCode.auditUnknown
        }
    }

    private static func print(_ text: String) throws(SystemError) { try IO.writeAll(STDOUT_FILENO, Array(text.utf8)) }

    private static func complain(_ text: String) {
        try? IO.writeAll(STDERR_FILENO, Array("zpull-serve: \(text)\n".utf8))
    }
}
