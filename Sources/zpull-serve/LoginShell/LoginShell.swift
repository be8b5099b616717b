import CLinux
import ZFS

/// `zpull-serve` as the shell of the account: sshd starts it for every request, with `-c` and a command, and it runs nothing
/// but the `serve` of a forced command. So a key without one, or an sshd_config that lost its ForceCommand, grants no shell.
enum LoginShell {
    /// The options of `serve` in what sshd asks the account's shell to run.
    ///
    /// - Parameters:
    ///   - arguments: what follows the program's name.
    ///   - original: the variable SSH_ORIGINAL_COMMAND. sshd sets it when a forced command has taken the place of what the
    ///     client asked for; where it is missing, the command is the client's own.
    static func serveArguments(_ arguments: [String], original: String?) throws(UsageError) -> [String] {
        guard arguments.count == 2, arguments[0] == "-c" else {
            throw UsageError("this account has no shell; its keys run `zpull-serve serve` as their forced command")
        }
        guard original != nil else {
            throw UsageError(
                "this account has no shell, and this key no forced command; give its line in authorized_keys the one that "
                    + "`zpull-serve keyline` prints")
        }
        guard let words = CommandWords.split(arguments[1]), words.count >= 2, words[1] == "serve",
            words[0] == "zpull-serve" || words[0].hasSuffix("/zpull-serve")
        else {
            throw UsageError("this account has no shell, and runs no forced command but `zpull-serve serve`")
        }
        return Array(words.dropFirst(2))
    }

    /// A client that can set SSH_ORIGINAL_COMMAND (AcceptEnv, `environment=`) could name a program of its own.
    static func check(_ policy: Policy) throws(UsageError) {
        guard policy.zfs.isInstalled else {
            throw UsageError(
                "as a login shell, zpull-serve runs no zfs outside /usr and /sbin; it was told \(policy.zfs.path)")
        }
    }

    /// The client's own request, if a forced command replaced it.
    static var originalCommand: String? { getenv("SSH_ORIGINAL_COMMAND").map { String(cString: $0) } }
}
