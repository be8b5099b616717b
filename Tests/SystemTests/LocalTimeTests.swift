import Glibc
import System
import Testing

/// In one test, since the time zone is one for the whole process.
@Suite("Local time")
struct LocalTimeTests {
    @Test("is written with its distance from UTC, summer and winter")
    func zones() throws {
        let before = getenv("TZ").map { String(cString: $0) }
        defer {
            if let before { setenv("TZ", before, 1) } else { unsetenv("TZ") }
            tzset()
        }
        setenv("TZ", "UTC0", 1)
        tzset()
        #expect(LocalTime.text(0) == "1970-01-01T00:00:00+0000")
        #expect(LocalTime.text(1_795_440_490) == "2026-11-23T13:28:10+0000")
        setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1)
        tzset()
        #expect(LocalTime.text(1_795_440_490) == "2026-11-23T14:28:10+0100")
        #expect(LocalTime.text(1_782_000_000) == "2026-06-21T02:00:00+0200")
        #expect(LocalTime.seconds("2026-11-23 14:28:10") == 1_795_440_490)
        #expect(LocalTime.seconds("2026-06-21 02:00") == 1_782_000_000)
        for wrong in [
            "", "2026-11-23", "14:28", "2026-11-31 14:28", "2026-11-23 24:00", "2026-11-23 14:60", "26-11-23 14:28",
            "2026-11-23 14:28 ", "2026-11-23T14:28", "2026-11-23 1:28", "2026-11-23 -1:28", "2026/11/23 14:28",
        ] { #expect(LocalTime.seconds(wrong) == nil, "\(wrong)") }
        // A source may say anything; it must not end the program.
        #expect(!LocalTime.text(.max).isEmpty)
        #expect(LocalTime.now.count == 24)
    }

    @Test("a machine has a name")
    func host() {
        #expect(!hostName().isEmpty && hostName() != "unknown")
    }
}
