/// A second of UTC, as RFC 3339 writes it: `2026-11-23T13:45:36Z`.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Since 1970, up to the year 9999.
    package let seconds: UInt64

    private static let limit: UInt64 = 253_402_300_799

    package init(seconds: UInt64) { self.seconds = min(seconds, Self.limit) }

    /// `nil` for anything but the form above, of a moment that exists.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 20 else { return nil }
        let number = { (range: Range<Int>) in UInt64(String(decoding: bytes[range], as: UTF8.self)) ?? 0 }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        guard year >= 1970, (1...12).contains(month), day >= 1 else { return nil }
        let time = number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
        self.init(seconds: Self.days(year, month, day) * 86_400 + time)
        // What was no date, or spelled in another way, would be written differently.
        guard description.utf8.elementsEqual(bytes) else { return nil }
    }

    package var description: String {
        let (days, time) = (seconds / 86_400, seconds % 86_400)
        let (year, month, day) = Self.date(days)
        let date = "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))"
        return "\(date)T\(Self.digits(time / 3600, 2)):\(Self.digits(time / 60 % 60, 2)):\(Self.digits(time % 60, 2))Z"
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.seconds < right.seconds }

    private static func digits(_ number: UInt64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }

    // Years are counted from March, so that the leap day is their last; 719,468 days lie between 0000-03-01 and 1970.

    private static func days(_ year: UInt64, _ month: UInt64, _ day: UInt64) -> UInt64 {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }

    private static func date(_ days: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
        let days = days + 719_468
        let (era, dayOfEra) = (days / 146_097, days % 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
