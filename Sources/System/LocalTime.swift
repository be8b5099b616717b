import CLinux

/// Moments as people of this machine's time zone, or of one that was chosen, write them, ISO 8601.
///
/// The rules are those of the C library: they come with the system's updates (package tzdata), not with ours.
package enum LocalTime {
    /// Where the rules of all zones stand, by name.
    package static func path(ofZone zone: String) -> String { "/usr/share/zoneinfo/\(zone)" }

    /// Makes another zone than the machine's that of the whole process. To be called before it has a second thread.
    ///
    /// - Parameter zone: such as `Europe/Berlin`.
    /// - Throws: `ENOENT` when there is no such zone here; the C library would take UTC for it, and say nothing.
    package static func use(zone: String) throws(SystemError) {
        let path = path(ofZone: zone)
        try retrying("open", path) { access(path, R_OK) }
        setenv("TZ", ":\(path)", 1)
        tzset()
    }

    /// How many seconds local time is ahead of UTC at a moment.
    ///
    /// - Parameter seconds: since 1970.
    package static func offset(at seconds: UInt64) -> Int {
        var moment = time_t(clamping: seconds)
        var fields = tm()
        return localtime_r(&moment, &fields) == nil ? 0 : fields.tm_gmtoff
    }

    /// `2026-11-23T12:00:00+0100`
    package static var now: String { text(wallClockSeconds()) }

    /// - Parameter seconds: since 1970.
    package static func text(_ seconds: UInt64) -> String { local(seconds).text("%Y-%m-%dT%H:%M:%S%z") }

    /// As a mail's header has it (RFC 5322, section 3.3): `Mon, 23 Nov 2026 12:00:00 +0100`.
    ///
    /// - Parameter seconds: since 1970.
    package static func mailText(_ seconds: UInt64) -> String { local(seconds).text("%a, %d %b %Y %H:%M:%S %z") }

    /// Reads `2026-11-20 14:00`, with or without seconds, as local time; `nil` for anything else. Of an hour that
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

    private static func local(_ seconds: UInt64) -> tm {
        var moment = time_t(clamping: seconds)
        var fields = tm()
        localtime_r(&moment, &fields)
        return fields
    }
}

/// Moments for names, which neither a time zone nor the clocks' change makes twice the same.
package enum UniversalTime {
    /// `20261123T110000`
    ///
    /// - Parameter seconds: since 1970.
    package static func digits(_ seconds: UInt64) -> String {
        var moment = time_t(clamping: seconds)
        var fields = tm()
        gmtime_r(&moment, &fields)
        return fields.text("%Y%m%dT%H%M%S")
    }
}

extension tm {
    /// As strftime(3) writes it, in the C locale, as no program of ours sets another.
    fileprivate func text(_ format: String) -> String {
        var (fields, bytes) = (self, [CChar](repeating: 0, count: 64))
        let length = strftime(&bytes, bytes.count, format, &fields)
        return String(decoding: bytes[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
