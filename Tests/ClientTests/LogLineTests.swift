import Foundation
import Logging
import Testing

@testable import zpull_client

@Suite("A log line")
struct LogLineTests {
    private func line(
        _ message: String, level: Logger.Level = .warning, source: String? = "web1", dataset: String? = "backup/data"
    ) -> LogLine {
        LogLine(time: "2026-11-23T12:00:00+0100", level: level, source: source, dataset: dataset, message: message)
    }

    /// What strangers may put into a message: quotes, ends of lines, escape sequences, what reverses the direction of
    /// writing, and what looks like the next field.
    private static let hostile = [
        "a \"quoted\" word", #"C:\path\"#, "two\nlines", "\r\n<0>forged: line", "\u{1B}[2J\u{7}", "nul \0 and \u{7F}",
        "x=1 level=debug", "größe \u{202E}txt.exe", "\u{2028}next", "🦆", "", "}{\",\"level\":\"info\"", "\u{9B}31m",
    ]

    @Test("has the form that its place calls for")
    func places() {
        let time = "2026-11-23T12:00:00+0100"
        #expect(line("late").text(.human, for: .plain) == "\(time) warning web1 backup/data: late")
        #expect(line("late").text(.human, for: .terminal) == "warning: web1 backup/data: late")
        #expect(line("done", level: .notice).text(.human, for: .terminal) == "web1 backup/data: done")
        #expect(line("late").text(.human, for: .journal) == "<4>web1 backup/data: late")
        #expect(line("late", source: nil, dataset: nil).text(.human, for: .plain) == "\(time) warning late")
        let fields = "time=\(time) level=warning source=web1 dataset=backup/data msg"
        #expect(line("late").text(.logfmt, for: .plain) == "\(fields)=late")
        #expect(line("too late").text(.logfmt, for: .journal) == "<4>\(fields)=\"too late\"")
        #expect(
            line("too late", dataset: nil).text(.json, for: .plain)
                == #"{"time":"\#(time)","level":"warning","source":"web1","msg":"too late"}"#)
        #expect(line("late", level: .error).text(.json, for: .journal).hasPrefix("<3>{"))
    }

    @Test("for people stays one line of harmless characters, whatever is in it", arguments: hostile)
    func human(message: String) {
        for style in [Console.Style.plain, .terminal, .journal] {
            let text = line(message).text(.human, for: style)
            #expect(!text.contains { $0.isNewline })
            let kinds = text.unicodeScalars.map(\.properties.generalCategory)
            #expect(!kinds.contains(.control) && !kinds.contains(.format))
        }
    }

    @Test("in JSON is one line of ASCII, and reads back as it was", arguments: hostile)
    func json(message: String) throws {
        let text = line(message).text(.json, for: .plain)
        #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String]
        #expect(object?["msg"].map { Array($0.utf8) } == Array(message.utf8))
        #expect(object?["level"] == "warning")
    }

    @Test("in logfmt is one line of ASCII, whose last field reads back as it was", arguments: hostile)
    func logfmt(message: String) throws {
        let text = line(message).text(.logfmt, for: .plain)
        #expect(text.utf8.allSatisfy { (0x20...0x7E).contains($0) })
        let value = try #require(text.split(separator: " msg=", maxSplits: 1).last)
        if value.hasPrefix("\"") {
            // What is within quotes is a string of JSON.
            let read = try JSONSerialization.jsonObject(with: Data(value.utf8), options: .fragmentsAllowed) as? String
            #expect(read.map { Array($0.utf8) } == Array(message.utf8))
        } else {
            #expect(String(value) == message)
            #expect(!value.contains { " \"=\\".contains($0) })
        }
    }
}
