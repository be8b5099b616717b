import CLinux

/// Moments as people of this machine's time zone write them, ISO 8601.
package enum LocalTime {
    /// `2026-11-23T12:00:00+0100`
    package static var now: String { text(wallClockSeconds()) }

    /// - Parameter seconds: since 1970.
    package static func text(_ seconds: UInt64) -> String {
        var moment = time_t(clamping: seconds)
        var fields = tm()
        localtime_r(&moment, &fields)
        var bytes = [CChar](repeating: 0, count: 64)
        let length = strftime(&bytes, bytes.count, "%Y-%m-%dT%H:%M:%S%z", &fields)
        return String(decoding: bytes[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Reads `2026-11-20 14:00`, with or without seconds, as this machine's time; `nil` for anything else. Of an hour that
    /// the end of summer time gives twice it is either.
    package static func seconds(_ text: String) -> UInt64? {
        let separators = text.utf8.filter { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let parts = text.split { "-: ".contains($0) }
        let numbers = parts.compactMap { Int32($0) } + (parts.count == 5 ? [0] : [])
        guard numbers.count == 6,
            separators.elementsEqual((parts.count == 5 ? "-- :" : "-- ::").utf8), parts[0].utf8.count == 4,
            parts.dropFirst().allSatisfy({ $0.utf8.count == 2 })
        else { return nil }
        var fields = tm()
        (fields.tm_year, fields.tm_mon, fields.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (fields.tm_hour, fields.tm_min, fields.tm_sec) = (numbers[3], numbers[4], numbers[5])
        fields.tm_isdst = -1
        let moment = mktime(&fields)
        // What is no date, such as the 31st of November, comes back as another one.
        guard moment >= 0, (fields.tm_mon, fields.tm_mday) == (numbers[1] - 1, numbers[2]), numbers[3] < 24,
            numbers[4] < 60, numbers[5] < 60
        else { return nil }
        return UInt64(moment)
    }
}
