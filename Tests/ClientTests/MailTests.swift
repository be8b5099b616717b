import FoundationEssentials
import Testing

@testable import zpull_client

@Suite("A mail")
struct MailTests {
    private func lines(_ subject: String, _ text: String) -> [String] {
        let message = Mail(to: "root@example.net", subject: subject, time: 1_795_440_874, text: text).message
        return String(decoding: message, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    @Test("has the headers that no mail server adds, and then its text")
    func plain() {
        let lines = lines("zpull on backup1: FAILED: web1", "one\n.\nFrom two\n")
        #expect(lines[0] == "To: root@example.net")
        #expect(lines[1] == "Subject: zpull on backup1: FAILED: web1")
        #expect(
            lines[2].wholeMatch(of: /Date: (Mon|Tue), 2[34] Nov 2026 \d\d:\d\d:\d\d [+-]\d{4}/) != nil, "\(lines[2])")
        #expect(
            lines[3...] == [
                "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8",
                "Content-Transfer-Encoding: 8bit", "", "one", ".", "From two", "",
            ])
    }

    @Test("gets no header from its subject")
    func injection() {
        let lines = lines("done\r\nBcc: everyone@example.net\n\nbuy", "")
        #expect(lines[1] == "Subject: done??Bcc: everyone@example.net??buy")
        #expect(lines[2].hasPrefix("Date: "))
    }

    @Test("encodes a subject that is not ASCII, in words of whole characters")
    func encoded() {
        #expect(Mail.header("Datensätze") == "=?UTF-8?B?RGF0ZW5zw6R0emU=?=")
        let long = Mail.header(String(repeating: "ä€", count: 30))
        let words = long.components(separatedBy: "\n ")
        #expect(words.count == 4)
        #expect(words.allSatisfy { $0.count <= 75 && $0.hasPrefix("=?UTF-8?B?") && $0.hasSuffix("?=") })
    }

    @Test("breaks lines that are longer than servers pass on, and between characters")
    func longLines() {
        let text = String(repeating: "€", count: 1000)
        let body = lines("x", text)[8...]
        #expect(body.joined() == text)
        #expect(body.allSatisfy { $0.utf8.count <= 998 })
    }
}
