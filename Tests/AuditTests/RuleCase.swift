import Testing
import ZFS

@testable import Audit

/// A way in which a rule is broken, and the rules that it breaks besides.
struct RuleCase: CustomTestStringConvertible {
    let id: RuleID
    let title: String
    let others: Set<RuleID>
    let facts: Facts

    var testDescription: String { "\(id): \(title)" }

    init(_ id: RuleID, _ title: String, and others: RuleID..., facts: Facts) {
        (self.id, self.title, self.others, self.facts) = (id, title, Set(others), facts)
    }

    /// What is right but for one change.
    init(_ id: RuleID, _ title: String, and others: RuleID..., change: (inout Facts) -> Void) {
        var facts = Given.facts
        change(&facts)
        (self.id, self.title, self.others, self.facts) = (id, title, Set(others), facts)
    }

    static let all = keys + files + settings + account

    private static let withoutFrom = "restrict,\(Given.command)"

    private static let keys = [
        RuleCase(.K01, "no command", facts: Given.facts(lines: Given.line(#"restrict,from="192.0.2.10""#))),
        RuleCase(
            .K01, "another program", and: .K12,
            facts: Given.facts(lines: Given.line(#"restrict,from="192.0.2.10",command="/bin/sh""#))),
        RuleCase(.K01, "a key that is not expected") {
            $0.expected = AuthorizedKeysFile(path: "/e", parsing: Array((Given.line() + "\n").utf8))
            $0.keyFiles = [Given.keyFile([Given.line(), second].joined(separator: "\n"))]
        },
        RuleCase(.K01, "a key that is expected and missing") {
            $0.expected = AuthorizedKeysFile(path: "/e", parsing: Array("\(Given.line())\n\(second)".utf8))
        },
        RuleCase(.K01, "options that are not as expected") {
            $0.expected = AuthorizedKeysFile(
                path: "/e", parsing: Array(Given.line(#"restrict,from="192.0.2.99","# + Given.command).utf8))
        },
        RuleCase(.K02, "a pty", facts: Given.facts(lines: Given.line(Given.good + ",pty"))),
        RuleCase(
            .K03, "a looser line for the same key",
            facts: Given.facts(lines: Given.line(), Given.line(#"restrict,from="192.0.2.11","# + Given.command))),
        RuleCase(.K04, "an authority", facts: Given.facts(lines: Given.line(Given.good + ",cert-authority"))),
        RuleCase(.K04, "authorities of sshd's") { $0.connections = Given.connections("trustedusercakeys /etc/ssh/ca") },
        RuleCase(.K04, "principals of sshd's") { $0.connections = Given.connections("authorizedprincipalsfile /p") },
        RuleCase(.K04, "a command of sshd's for principals") {
            $0.connections = Given.connections("authorizedprincipalscommand /bin/principals")
        },
        RuleCase(.K05, "a variable", facts: Given.facts(lines: Given.line(Given.good + #",environment="A=1""#))),
        RuleCase(
            .K06, "single options in its place",
            facts: Given.facts(
                lines: Given.line(
                    Given.good.dropFirst(9)
                        + ",no-pty,no-port-forwarding,no-agent-forwarding,no-x11-forwarding,no-user-rc"))),
        RuleCase(.K07, "no from", facts: Given.facts(lines: Given.line(withoutFrom))),
        RuleCase(.K07, "anybody", facts: Given.facts(lines: Given.line(withoutFrom + #",from="*""#))),
        RuleCase(.K07, "a large network", facts: Given.facts(lines: Given.line(withoutFrom + #",from="10.0.0.0/8""#))),
        RuleCase(.K07, "a name", facts: Given.facts(lines: Given.line(withoutFrom + #",from="backup.example.net""#))),
        RuleCase(
            .K07, "what sshd cannot read", facts: Given.facts(lines: Given.line(withoutFrom + #",from="192.0.2.1/8""#))),
        RuleCase(
            .K08, "a time that is past", facts: Given.facts(lines: Given.line(Given.good + #",expiry-time="20200101""#))
        ),
        RuleCase(.K08, "no time where one is wanted") { $0.wantsExpiry = true },
        RuleCase(.K09, "a bad option", facts: Given.facts(lines: Given.line(), Given.line("restricted"))),
        RuleCase(.K09, "no key", facts: Given.facts(lines: Given.line(), "restrict ssh-ed25519 AAAA")),
        RuleCase(.K09, "a carriage return", facts: Given.facts(lines: Given.line() + "\r")),
        RuleCase(.K09, "a line beyond all measure") {
            $0.keyFiles = [Given.keyFile(Given.line(comment: String(repeating: "x", count: 20000)))]
        },
        RuleCase(.K10, "RSA of 2048 bits", facts: Given.facts(lines: "\(Given.good) \(Given.rsa(bits: 2048))")),
        RuleCase(.K10, "DSA", facts: Given.facts(lines: "\(Given.good) \(Given.dsa)")),
        RuleCase(.K11, "permitopen", facts: Given.facts(lines: Given.line(Given.good + #",permitopen="a:1""#))),
        RuleCase(.K11, "permitlisten", facts: Given.facts(lines: Given.line(Given.good + #",permitlisten="1""#))),
        RuleCase(.K11, "tunnel", facts: Given.facts(lines: Given.line(Given.good + #",tunnel="0""#))),
        RuleCase(.K12, "one id for two keys", facts: Given.facts(lines: Given.line(), Given.line(key: 2))),
        RuleCase(
            .K12, "no id", and: .K01,
            facts: Given.facts(
                lines: Given.line(#"restrict,from="192.0.2.10",command="/usr/libexec/zpull/zpull-serve serve""#))),
        RuleCase(.K13, "the key on another account") { $0.otherKeys = .known([other(uid: 1000, Given.line(""))]) },
        RuleCase(
            .K14, "a variable of the shell's", and: .K01,
            facts: Given.facts(
                lines: Given.line(#"restrict,from="192.0.2.10",command="$HOME/zpull-serve serve --id a""#))),
        RuleCase(
            .K14, "a home folder", and: .K01,
            facts: Given.facts(lines: Given.line(#"restrict,from="192.0.2.10",command="~/zpull-serve serve --id a""#))),
        RuleCase(
            .K14, "a program by its name", and: .K01,
            facts: Given.facts(lines: Given.line(#"restrict,from="192.0.2.10",command="zpull-serve serve --id a""#))),
    ]

    private static let second = Given.line(
        Given.good.replacing("backup1", with: "backup2"), key: 2)

    private static func other(uid: UInt32, _ line: String) -> OtherKeys {
        OtherKeys(
            account: PasswdEntry(name: uid == 0 ? "root" : "eve", uid: uid, home: "/h", shell: "/bin/sh"),
            file: AuthorizedKeysFile(path: "/h/.ssh/authorized_keys", parsing: Array(line.utf8)))
    }

    private static let writable = [
        ("the account's own", Given.step("/f", .file, uid: 998)),
        ("writable by all", Given.step("/f", .file, mode: 0o666)),
        ("writable by a group", Given.step("/f", .file, gid: 5, mode: 0o664)),
        ("in somebody's folder", Given.step("/", .folder, uid: 1000)),
    ]

    private static let files =
        writable.map { title, step in
            RuleCase(.F01, title) { $0.keyFiles = [Given.keyFile(Given.line(), at: "/f", steps: [step])] }
        } + [
            RuleCase(.F02, "it exists") { $0.keyFiles.append(Given.keyFile("", at: "/h/.ssh/authorized_keys2")) },
            RuleCase(.F03, "it exists") { $0.startupFiles = [Given.path("/h/.bashrc")] },
            RuleCase(.F03, "it can be made") {
                $0.startupFiles = [Given.path("/h/.ssh/rc", [Given.step("/h", .folder, uid: 998)], exists: false)]
            },
        ]
        + writable.map { title, step in
            RuleCase(.F04, title) { $0.programs = [Given.path("/f", [step])] }
        } + [
            RuleCase(.F04, "a zfs of the account's own (--zfs)") {
                $0.programs.append(Given.path("/home/x/zfs", [Given.step("/home/x/zfs", .file, uid: 998)]))
            },
            RuleCase(.F04, "it does not exist") {
                $0.programs = [Given.path("/p/zpull-serve", [Given.step("/", .folder)], exists: false)]
            },
            RuleCase(.F05, "it exists") { $0.systemRC = Given.path("/etc/ssh/sshrc") },
            RuleCase(.F06, "a link before the keys") {
                $0.keyFiles = [
                    Given.keyFile(Given.line(), at: "/f", steps: [Given.step("/f", .link, uid: 998, mode: 0o777)])
                ]
            },
            RuleCase(.F06, "a link before a program") {
                $0.programs = [Given.path("/p/zpull-serve", [Given.step("/p", .link, mode: 0o777)])]
            },
        ]

    private static func setting(_ id: RuleID, _ change: String) -> RuleCase {
        RuleCase(id, change) { $0.connections = Given.connections(change) }
    }

    private static let settings =
        [
            setting(.S01, "authorizedkeysfile /a /b"), setting(.S01, "authorizedkeysfile none"),
            setting(.S02, "authorizedkeyscommand /bin/keys"), setting(.S03, "permituserenvironment yes"),
            setting(.S03, "permituserenvironment A*"), setting(.S04, "acceptenv *"),
            setting(.S05, "permittunnel ethernet"),
            setting(.S08, "forcecommand /bin/true"), setting(.S09, "strictmodes no"), setting(.S10, "permituserrc yes"),
            setting(.S10, "permittty yes"), setting(.S12, "loglevel QUIET"), setting(.S12, "exposeauthinfo no"),
            setting(.S13, "logingracetime 0"), setting(.S13, "clientaliveinterval 0"), setting(.S13, "maxsessions 100"),
            setting(.S07, "authenticationmethods any"), setting(.S07, "authenticationmethods publickey password"),
        ]
        + [
            "allowtcpforwarding yes", "allowstreamlocalforwarding local", "gatewayports yes", "x11forwarding yes",
            "allowagentforwarding yes",
        ]
        .map { change in
            RuleCase(.S06, change) { $0.connections = Given.connections(change, "disableforwarding no") }
        }
        + [
            "hostbasedauthentication", "gssapiauthentication", "gssapikeyexchange", "kerberosauthentication",
            "kbdinteractiveauthentication",
        ].map { keyword in
            RuleCase(.S07, "\(keyword) yes") {
                $0.connections = Given.connections(
                    "\(keyword) yes", "passwordauthentication no", "authenticationmethods any")
            }
        } + [
            RuleCase(.S06, "X11, which DisableForwarding left on before 10.0", and: .S14) {
                $0.connections = Given.connections("x11forwarding yes")
                $0.openSSH = .known(OpenSSHVersion(9, 9))
            },
            RuleCase(.S01, "a file that is not the intended one") { $0.intendedKeyFile = "/etc/other" },
            RuleCase(.S11, "a key for zpull-serve on root") {
                $0.rootSettings = .known(Given.settings("permitrootlogin prohibit-password"))
                $0.otherKeys = .known([other(uid: 0, Given.line(key: 9))])
            },
            RuleCase(.S11, "the account is root", and: .A01) {
                $0.rootSettings = .known(Given.settings("permitrootlogin yes"))
                $0.account = PasswdEntry(name: "root", uid: 0, home: "/", shell: "/bin/sh")
            },
            RuleCase(.S14, "an old sshd") { $0.openSSH = .known(OpenSSHVersion(9, 2)) },
        ]

    private static let account = [
        RuleCase(.A01, "uid 0") { $0.account = PasswdEntry(name: "zpull", uid: 0, home: "/", shell: "/bin/sh") },
        RuleCase(.A01, "a group that is as good as root") { $0.groups = .known(["zpull", "disk"]) },
        RuleCase(.A01, "sudo") { $0.privileges = .known([Privilege(place: "/etc/sudoers", what: "zpull ALL")]) },
        RuleCase(.A02, "destroy") { $0.grants = [Given.grants("send,destroy")] },
        RuleCase(.A02, "send on the pool") { $0.grants.append(Given.grants("send", on: "tank")) },
        RuleCase(.A03, "send of an encrypted dataset") { $0.datasets = .known(Given.listing(isEncrypted: true)) },
        RuleCase(.A04, "no such dataset") { $0.datasets = .known(Given.listing("tank/other")) },
    ]
}
