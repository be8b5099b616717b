import Audit
import CLinux
import ZFS

/// The options of `zpull-serve audit`.
struct AuditOptions: Equatable {
    /// `nil` for the caller's own account, or `zpull` for root.
    var user: String?
    var isJSON = false
    var minimum = Severity.low
    /// A file with the lines that should be there.
    var expected: String?
    /// The one file that sshd should read.
    var keys: String?
    var wantsExpiry = false
    /// sshd's configuration, where it is not its own.
    var configuration: String?
    var sshd = "/usr/sbin/sshd"
    var zfs = ZFSTool()

    /// - Parameter arguments: what follows `audit`.
    init(parsing arguments: [String]) throws(UsageError) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--user": user = try Self.value(option, rest.popFirst(), "an account")
            case "--json": isJSON = true
            case "--min-severity":
                guard let severity = rest.popFirst().flatMap({ Severity($0) }) else {
                    let words = Severity.allCases.map(\.description).joined(separator: ", ")
                    throw UsageError("--min-severity takes one of \(words)")
                }
                minimum = severity
            case "--expect": expected = try Self.value(option, rest.popFirst(), "a file of authorized_keys lines")
            case "--keys": keys = try Self.path(option, rest.popFirst())
            case "--want-expiry": wantsExpiry = true
            case "--sshd-config": configuration = try Self.path(option, rest.popFirst())
            case "--sshd": sshd = try Self.path(option, rest.popFirst())
            case "--zfs": zfs = ZFSTool(path: try Self.path(option, rest.popFirst()))
            default: throw UsageError("unknown option “\(option)” of audit; see zpull-serve --help")
            }
        }
    }

    private static func value(_ option: String, _ value: String?, _ what: String) throws(UsageError) -> String {
        guard let value, !value.isEmpty, !value.hasPrefix("-") else { throw UsageError("\(option) takes \(what)") }
        return value
    }

    private static func path(_ option: String, _ value: String?) throws(UsageError) -> String {
        guard let value, value.hasPrefix("/") else { throw UsageError("\(option) takes an absolute path") }
        return value
    }
}
