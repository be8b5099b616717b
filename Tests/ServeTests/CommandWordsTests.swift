import System
import Testing

@testable import zpull_serve

@Suite("The words of a forced command")
struct CommandWordsTests {
    /// What /bin/sh makes of it.
    private func shell(_ command: String) throws -> [String] {
        let captured = try ChildProcess.capture(
            "/bin/sh", ["-c", "for word in \(command)\ndo printf '%s\\0' \"$word\"; done"])
        #expect(captured.ending.isSuccess, "\(captured.error)")
        return String(decoding: captured.output, as: UTF8.self).split(separator: "\0", omittingEmptySubsequences: false)
            .dropLast().map(String.init)
    }

    @Test(
        "are those that a shell finds",
        arguments: [
            "serve --id backup1 --dataset tank/data", "  a \t b  ", "'a b' c", "a'b'c", "''", "'' x", "\"\"", "\"a b\"",
            "\"a\\\"b\"", "\"a\\\\b\"", "\"a\\b\"", "a\\ b", "a\\'b", "\\\\", "'*/tmp' 'auto_?'", "a'\\''b", "\"'\"",
            "'\"'", "x=1", "--a=b,c:d@e%f+g", "tank/ünï",
        ])
    func sameAsShell(command: String) throws {
        #expect(CommandWords.split(command) == (try shell(command)))
    }

    @Test(
        "come back from what keyline writes",
        arguments: ["plain", "a b", "*", "$HOME", "`id`", "'", "a'b", "", "\\", "#"])
    func quoted(word: String) throws {
        #expect(CommandWords.split("x \(Keyline.shellQuoted(word)) y") == ["x", word, "y"])
    }

    @Test(
        "are none where a shell would do more than take words apart",
        arguments: [
            "a; b", "a & b", "a | b", "a > b", "a < b", "a $HOME", "a $(id)", "a `id`", "\"$HOME\"", "\"`id`\"", "a *",
            "a ?", "a [b]", "{a,b}", "~", "# a", "a\nb", "!a", "(a)", "'a", "\"a", "a\\", "a\\\n b", "\u{7F}",
            "\u{1B}[0m",
        ])
    func refused(command: String) {
        #expect(CommandWords.split(command) == nil)
    }
}
