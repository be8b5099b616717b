import Testing

@testable import Audit

@Suite("What sshd -T prints")
struct SSHDSettingsTests {
    @Test("is no settings when it is empty, or another program's", arguments: ["", "\n", "usage: sshd [-T]\n"])
    func nothing(text: String) {
        #expect(throws: IncompleteSettings(missing: SSHDSettings.indispensable)) { try SSHDSettings(parsing: text) }
    }

    @Test("is no settings when a rule's setting is cut off", arguments: SSHDSettings.indispensable)
    func cut(keyword: String) {
        let lines = Given.tight.split(separator: "\n").filter { !$0.hasPrefix("\(keyword) ") }
        #expect(throws: IncompleteSettings(missing: [keyword])) {
            try SSHDSettings(parsing: lines.joined(separator: "\n"))
        }
    }

    @Test("may lack what sshd is built without, and AcceptEnv, which it then takes nothing by")
    func optional() throws {
        let lines = Given.tight.split(separator: "\n").filter { !$0.hasPrefix("acceptenv ") }
        let settings = try SSHDSettings(parsing: lines.joined(separator: "\n"))
        #expect(!settings.acceptsVariable("LANG"))
        #expect(!settings.isOn("gssapiauthentication"))
    }
}
