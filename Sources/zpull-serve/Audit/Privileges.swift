import Audit
import CLinux
import System

/// What gives an account more than a shell: sudo's rules, a crontab, a user manager that stays.
enum Privileges {
    static func of(_ account: PasswdEntry, groups: [String]) -> Known<[Privilege]> {
        do {
            return .known(try sudo(account, groups) + files(account))
        } catch { return .unknown("\(error); run the audit as root") }
    }

    /// Rules whose first word is the account, one of its groups, or everybody. Aliases are not followed.
    private static func sudo(_ account: PasswdEntry, _ groups: [String]) throws(SystemError) -> [Privilege] {
        let subjects = Set([account.name, "#\(account.uid)", "ALL"] + groups.map { "%\($0)" })
        var found: [Privilege] = []
        for path in try ["/etc/sudoers"] + FileText.names(in: "/etc/sudoers.d").map({ "/etc/sudoers.d/\($0)" }) {
            guard let bytes = try FileText.bytes(path) else { continue }
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            where line.split(whereSeparator: \.isWhitespace).first.map({ subjects.contains(String($0)) }) ?? false {
                found.append(Privilege(place: path, what: "sudo lets it run commands: \(line)"))
            }
        }
        return found
    }

    private static func files(_ account: PasswdEntry) throws(SystemError) -> [Privilege] {
        var found: [Privilege] = []
        for (path, what) in [
            ("/var/spool/cron/crontabs/\(account.name)", "it has a crontab"),
            ("/var/lib/systemd/linger/\(account.name)", "its user manager runs without a session (lingering)"),
        ] where try FileText.exists(path) {
            found.append(Privilege(place: path, what: what))
        }
        return found
    }
}
