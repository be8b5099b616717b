@testable import TestSupport

/// What an attacker asks sshd to run, which zpull-serve gets as SSH_ORIGINAL_COMMAND.
enum Commands {
    /// `MARK` stands for a file that must not come to be.
    static func all(_ random: inout SeededBytes) -> [String] { table + (0..<40).map { _ in generated(&random) } }

    private static let touch = "touch MARK"

    private static let table =
        [
            "\(touch)", "; \(touch)", "zpull-serve; \(touch)", "$(\(touch))", "`\(touch)`", "| \(touch)", "|| \(touch)",
            "& \(touch)", "&& \(touch)", "'; \(touch); '", "\"; \(touch); \"", "\n\(touch)\n", "\r\n\(touch)",
            "-c '\(touch)'",
            "> MARK", ">> MARK", "< /dev/null > MARK", "2> MARK", "${IFS}\(touch)", "{touch,MARK}", "\\\n\(touch)",
            "x=$(\(touch)) true", "eval '\(touch)'", "exec \(touch)", "sh -c '\(touch)'", "bash -c '\(touch)'",
            "/bin/sh -c '\(touch)'", "env -i \(touch)", "sudo \(touch)", "nohup \(touch) &", "() { :; }; \(touch)",
            "trap '\(touch)' EXIT", "#\n\(touch)", "-o ProxyCommand='\(touch)'", "--zfs /bin/touch MARK",
            "zpull-serve serve --id x --dataset tank/secret --zfs /bin/sh", "serve --id x --dataset tank --recursive",
            "zpull-serve serve --id x --dataset secret", "--dataset tank/secret", "--recursive", "--idle 0",
            "--max-sessions 9999",
            "--help", "--version", "keyline", "zpull-serve keyline /etc/shadow", "audit", "-", "--", "scp -t MARK",
            "scp -f /etc/passwd",
            "rsync --server . MARK", "rsync --server --sender . /etc/", "internal-sftp", "sftp-server",
            "/usr/lib/openssh/sftp-server",
            "git-upload-pack /", "borg serve", "zfs destroy -r tank", "zfs send tank/secret@auto_1", "zfs list -t all",
            "/usr/sbin/zfs send -R tank", "cat /etc/shadow", "cat /proc/self/environ", "ls -la /", "id", "exit 7",
            "kill -9 $PPID",
            ":(){ :|:& };:", "%s%n%s%n", "\u{1B}]0;owned\u{7}", "\u{1B}[2J", "../../../bin/sh", "/", "~", "*", "?",
            "\u{FF}\u{FE}",
            "\u{202E}hs/nib/", " ", "\t", "\n", "\\", "'", "\"", "`", "$", "$(", "${", "((", "\\x00", "%00", "'\"'\"'",
            "ZPULL 1\n", "LC_ALL=x \(touch)", "PATH=. zfs", "LD_PRELOAD=/tmp/x.so zfs",
        ] + [255, 4096, 100_000].map { String(repeating: "A", count: $0) } + [
            String(repeating: "$(\(touch))", count: 1000)
        ]

    /// Pieces that mean something to a shell, in any order.
    private static func generated(_ random: inout SeededBytes) -> String {
        let pieces = [
            touch, ";", "&&", "||", "|", "&", "$(", ")", "`", "'", "\"", "\\", "\n", "{", "}", "<", ">", "#", "!", "*",
            "~", " ",
            "${IFS}", "sh", "-c", "--", "eval", "exec",
        ]
        return (0..<3 + random.below(9)).map { _ in pieces[random.below(pieces.count)] }.joined(
            separator: random.below(2) == 0 ? "" : " ")
    }
}
