import Foundation
import System
import Testing

@testable import TestSupport
@testable import zpull_client

@Suite("What curl is told")
struct WebRequestTests {
    /// Sends it with the real curl.
    private func send(_ request: WebRequest) throws -> Errand.Report {
        Signals.ignoreBrokenPipes()
        return try Errand(
            "/usr/bin/curl", WebRequest.arguments, input: Array(request.configuration.utf8), by: .now + .seconds(60)
        ).finish()
    }

    private func request(
        _ address: String, _ body: String, type: String = "text/plain", token: String? = nil
    ) throws -> WebRequest {
        WebRequest(address: try #require(WebAddress(address)), type: type, body: body, token: token)
    }

    @Test(
        "arrives as it was, whatever is in it",
        arguments: [
            #"quotes " and "" and ' "#, #"backslashes \ \\ \n \" \u0041 and one at the end \"#,
            "lines\nand\r\nmore\n\n",
            "\"\nurl = \"http://127.0.0.1:1/\"\n", "@/etc/hostname", "-o /tmp/x", "# no comment",
            "tab\tand\u{0B}vt\u{0C}\u{1B}",
            "a=1&b=%41+c", "ä€😀\u{202E}", "{1,2}[3-4]", " ", String(repeating: #"\""#, count: 23_000),
        ])
    func hostile(body: String) throws {
        let server = try WebServer()
        let token = #"t"o\k'e{n}:=,;#%"#
        let report = try send(request(server.address("/a{b}[c]?d=%22&e"), body, token: token))
        #expect(report.ending == .exited(0), "\(report.said)")
        #expect(report.said == "")
        #expect(server.requests.count == 1)
        let request = try #require(server.requests.first)
        #expect(request.line == "POST /a{b}[c]?d=%22&e HTTP/1.1")
        #expect(request.headers["content-type"] == "text/plain")
        #expect(request.headers["authorization"] == "Bearer \(token)")
        #expect(request.body == body)
    }

    @Test("bears the longest message that there can be, in the most awkward of texts")
    func longest() throws {
        let names = (1...20).map { String(repeating: "n", count: 250) + "\($0)" }
        let problem = String(repeating: #"\"€"#, count: 500)
        let concerns = names.map { failure(String(repeating: "s", count: 64), $0, problem: problem) }
        let lags = names.map { behind(.critical, $0) }
        let news = News(
            events: [.failure], concerns: (concerns + lags).map { .init(concern: $0, isNew: true) }, over: concerns)
        let json = NoticeJSON(Notice(host: "backup1", time: 1, sources: [findings()], news: news)).encoded
        let server = try WebServer()
        #expect(try send(request(server.address(), json)).ending == .exited(0))
        #expect(server.requests.first?.body == json)
    }

    @Test("is an error for an answer that is none of success, and for a redirection, which is not followed")
    func answers() throws {
        let other = try WebServer()
        let elsewhere = "301 Moved\r\nLocation: \(other.address("/other"))"
        for (answer, words) in [("404 Not Found", "error: 404"), (elsewhere, "redirects")] {
            let server = try WebServer { _ in answer }
            let report = try send(request(server.address(), "x", token: "secret"))
            #expect(report.ending != .exited(0))
            #expect(report.said.contains(words), "\(report.said)")
        }
        #expect(other.requests.isEmpty)
    }

    @Test("is tried again when the other side has a moment of weakness")
    func again() throws {
        let first = Counter()
        let server = try WebServer { _ in first.take() == 0 ? "503 Service Unavailable" : "204 No Content" }
        #expect(try send(request(server.address(), "x")).ending == .exited(0))
        #expect(server.requests.map(\.body) == ["x", "x"])
    }
}
