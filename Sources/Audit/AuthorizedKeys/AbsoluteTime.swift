import CLinux
import Encoding

/// The times of `expiry-time=`: YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, followed by Z or UTC, or else in this machine's
/// time zone.
enum AbsoluteTime {
    /// Seconds since 1970; `nil` for what parse_absolute_time in OpenSSH's misc.c refuses.
    static func parse(_ text: String) -> Int? {
        var bytes = text.utf8.map(\.lowercased)
        let suffix = ["z", "utc"].first {
            bytes.count > $0.utf8.count && bytes.reversed().starts(with: $0.utf8.reversed())
        }
        bytes.removeLast(suffix?.utf8.count ?? 0)
        guard [8, 12, 14].contains(bytes.count) else { return nil }
        var widths = [4, 2, 2, 2, 2, 2].prefix(bytes.count / 2 - 1)[...]
        var fields: [Int] = []
        var rest = bytes[...]
        while let width = widths.popFirst() {
            guard let field = number(rest.prefix(width)) else { return nil }
            fields.append(field)
            rest = rest.dropFirst(width)
        }
        let ranges = [0...9999, 1...12, 1...31, 0...23, 0...59, 0...61]
        guard zip(fields, ranges).allSatisfy({ $1.contains($0) }) else { return nil }
        fields += Array(repeating: 0, count: 6 - fields.count)
        var time = tm()
        (time.tm_year, time.tm_mon, time.tm_mday) = (Int32(fields[0] - 1900), Int32(fields[1] - 1), Int32(fields[2]))
        (time.tm_hour, time.tm_min, time.tm_sec) = (Int32(fields[3]), Int32(fields[4]), Int32(fields[5]))
        let seconds = suffix == nil ? mktime(&time) : timegm(&time)
        return seconds > 0 ? seconds : nil
    }

    /// Blanks before the digits count as nothing, as strptime(3) has it.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        let digits = field.drop { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
        return digits.allSatisfy(\.isDigit) ? Int(String(decoding: digits, as: UTF8.self)) : nil
    }
}
