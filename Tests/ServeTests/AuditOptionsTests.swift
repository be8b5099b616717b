import Audit
import Testing
import ZFS

@testable import zpull_serve

@Suite("The options of audit")
struct AuditOptionsTests {
    @Test("are all understood")
    func all() throws {
        let options = try AuditOptions(
            parsing: [
                "--user", "zpull", "--json", "--min-severity", "high", "--expect", "lines", "--keys", "/k",
                "--want-expiry",
                "--sshd-config", "/c", "--sshd", "/s", "--zfs", "/z",
            ])
        #expect(options.user == "zpull")
        #expect(options.isJSON && options.wantsExpiry)
        #expect(options.minimum == .high)
        #expect([options.expected, options.keys, options.configuration, options.sshd] == ["lines", "/k", "/c", "/s"])
        #expect(options.zfs == ZFSTool(path: "/z"))
    }

    @Test(
        "are refused with what to write instead",
        arguments: [
            (["--user"], "--user takes an account"), (["--user", "--json"], "--user takes an account"),
            (["--min-severity", "worst"], "one of info, low, medium, high, critical"),
            (["--keys", "relative"], "an absolute path"), (["more"], "unknown option “more” of audit"),
        ])
    func refused(arguments: [String], words: String) {
        let error = #expect(throws: UsageError.self) { try AuditOptions(parsing: arguments) }
        #expect(error?.description.contains(words) == true)
    }
}
