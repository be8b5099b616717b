package import ZFS

/// What pruning keeps of a dataset. A snapshot stays when any of these keeps it.
package struct Keep: Equatable, Sendable {
    /// For so many hours, days, … back from now, the present one counted, the first snapshot of each is kept.
    package let hourly: Int
    package let daily: Int
    package let weekly: Int
    package let monthly: Int
    package let yearly: Int
    /// The newest so many, whatever their age.
    package let last: Int
    /// Everything younger than this.
    package let within: Duration?
    /// Snapshots that are never pruned, by the name behind `@` (key `protect`).
    package let never: [Glob]

    package init(
        hourly: Int = 0, daily: Int = 0, weekly: Int = 0, monthly: Int = 0, yearly: Int = 0, last: Int = 0,
        within: Duration? = nil, never: [Glob] = []
    ) {
        self.hourly = hourly
        self.daily = daily
        self.weekly = weekly
        self.monthly = monthly
        self.yearly = yearly
        self.last = last
        self.within = within
        self.never = never
    }

    func count(of period: RetentionPeriod) -> Int {
        switch period {
        case .hourly: hourly
        case .daily: daily
        case .weekly: weekly
        case .monthly: monthly
        case .yearly: yearly
        }
    }
}
