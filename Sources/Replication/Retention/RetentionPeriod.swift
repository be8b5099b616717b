/// A stretch of the calendar of which one snapshot is kept.
package enum RetentionPeriod: String, CaseIterable, Sendable {
    case hourly, daily
    /// From Monday on, as ISO 8601 has weeks.
    case weekly
    case monthly, yearly

    /// Which period a moment lies in: each period has the number after that of the one before.
    ///
    /// Hours are told apart by when they began, not by what the clock on the wall said: of the two hours from two to three
    /// when summer time ends, each is one of its own.
    ///
    /// - Parameters:
    ///   - seconds: since 1970, UTC.
    ///   - offset: seconds that local time is ahead of UTC at that moment.
    func number(at seconds: Int64, offset: Int64) -> Int64 {
        let local = seconds + offset
        let day = local.dividedDown(by: 86_400)
        return switch self {
        case .hourly: (local.dividedDown(by: 3600) * 3600 - offset).dividedDown(by: 3600)
        case .daily: day
        // The first day of 1970 was a Thursday.
        case .weekly: (day + 3).dividedDown(by: 7)
        case .monthly: Self.month(ofDay: day)
        case .yearly: Self.month(ofDay: day).dividedDown(by: 12)
        }
    }

    /// Months since January of the year 0, in the Gregorian calendar. Years are counted from March here, so that the leap day
    /// is the last of its year, and in eras of 400 years, which all have as many days.
    ///
    /// - Parameter day: since 1970-01-01.
    private static func month(ofDay day: Int64) -> Int64 {
        let sinceYearZero = day + 719_468
        let era = sinceYearZero.dividedDown(by: 146_097)
        let dayOfEra = sinceYearZero - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthSinceMarch = (5 * dayOfYear + 2) / 153
        return (era * 400 + yearOfEra) * 12 + monthSinceMarch + 2
    }
}

extension Int64 {
    /// Rounded towards what is earlier, before 1970 too.
    fileprivate func dividedDown(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
