import Testing

@testable import Audit

@Suite("Options before a key, as sshd reads them")
struct KeyOptionsTests {
    private func options(_ text: String) throws -> KeyOptions { try KeyOptions(parsing: Array(text.utf8)[...]) }

    @Test("a pty is on after restrict,pty and off after pty,restrict")
    func order() throws {
        #expect(try options("restrict,pty").permissions == ["pty"])
        #expect(try options("pty,restrict").permissions.isEmpty)
        #expect(
            try options("no-pty,no-user-rc").permissions == ["port-forwarding", "agent-forwarding", "x11-forwarding"])
    }

    @Test("a quoted value ends at its quote, and \\\" stands for one")
    func quotes() throws {
        let options = try options(#"command="a \"b\" c,pty",RESTRICT key"#)
        #expect(options.command == #"a "b" c,pty"#)
        #expect(options.isRestricted)
    }

    @Test(
        "a bad option drops the line",
        arguments: [
            "restrictive", "no-restrict", "nope", "command=a", "command=\"a", "command=\"a\",command=\"b\"",
            "from=\"a\",from=\"b\"",
            "expiry-time=\"tomorrow\"", "expiry-time=\"20261301\"", "environment=\"A\"", "environment=\"A-B=1\"",
            "permitopen=\"host\"", "permitopen=\"host:0\"", "permitlisten=\"0\"", "tunnel=\"x\"", "restrict,",
            "command",
        ])
    func bad(text: String) { #expect(throws: DroppedLine.self) { try options(text) } }

    @Test("empty options between commas are none", arguments: [",restrict", "restrict,,no-pty", "restrict, key"])
    func empty(text: String) throws { #expect(try options(text).isRestricted) }

    @Test("an expiry is read in UTC or local time, and the earliest counts")
    func expiry() throws {
        #expect(try options("expiry-time=\"20270101Z\"").expiry == 1_798_761_600)
        #expect(try options("expiry-time=\"202701010102UTC\",expiry-time=\"20270101000001z\"").expiry == 1_798_761_601)
    }
}
