import Encoding
import ZFS

/// The authorized_keys line that gives a key one policy and nothing else.
struct Keyline: CustomStringConvertible {
    /// Where the Debian package puts the program.
    static let defaultProgram = "/usr/libexec/zpull/zpull-serve"

    /// What stands before the key: `restrict,command="…"`.
    let options: String
    /// Type, key and comment.
    let key: String

    /// The line itself.
    var description: String { "\(options) \(key)" }

    /// The same for programs; docs/operations.md explains the members.
    var json: JSON { .object([("key", .string(key)), ("line", .string(description)), ("options", .string(options))]) }

    /// - Parameters:
    ///   - arguments: the options of `serve`, which have been parsed into a policy and so are known to be sound.
    ///   - program: this program's absolute path.
    ///   - from: patterns of addresses for `from=`; none leaves it out.
    ///   - key: a public key, as `ssh-keygen` writes it.
    init(serve arguments: [String], program: String, from: String?, key: String) throws(UsageError) {
        let command = ([program, "serve"] + arguments).map(Self.shellQuoted).joined(separator: " ")
        var options = ["restrict"]
        if let from { options.append("from=\"\(try Self.patterns(from))\"") }
        options.append("command=\"\(command.escapingQuotes)\"")
        self.options = options.joined(separator: ",")
        self.key = try Self.publicKey(key)
    }

    /// sshd hands the command to the account's shell: what the shell would take apart stands in single quotes.
    static func shellQuoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { $0.isLetterOrDigit || "_-./:,@%+=".utf8.contains($0) }
        if plain, !word.isEmpty { return word }
        // Within single quotes only a single quote means something: it ends them.
        return "'\(word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
    }

    private static func patterns(_ text: String) throws(UsageError) -> String {
        let isSound = text.utf8.allSatisfy { $0.isLetterOrDigit || ".:/*?!,-_%".utf8.contains($0) }
        guard isSound, !text.isEmpty else {
            throw UsageError("--from takes addresses between commas, such as 192.0.2.10,2001:db8::/32")
        }
        return text
    }

    /// Type, key and comment of the first line that is not a remark.
    private static func publicKey(_ text: String) throws(UsageError) -> String {
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
        guard let line = lines.first, lines.count == 1 else {
            throw UsageError("the key file must hold one public key, as `ssh-keygen` writes it to KEY.pub")
        }
        let fields = line.split(separator: " ", maxSplits: 2).map(String.init)
        let isType = fields.first.map { $0.hasPrefix("ssh-") || $0.hasPrefix("ecdsa-") || $0.hasPrefix("sk-") } ?? false
        guard isType, fields.count >= 2, fields[1].hasPrefix("AAAA"),
            fields.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 } })
        else {
            throw UsageError(
                "“\(line.prefix(40))…” is not a public key; give the file that ends in .pub, without options before the key"
            )
        }
        return fields.joined(separator: " ")
    }
}

extension String {
    /// As authorized_keys wants it between double quotes, see sshd(8).
    fileprivate var escapingQuotes: String {
        reduce(into: "") { $0 += $1 == "\"" ? "\\\"" : String($1) }
    }
}
