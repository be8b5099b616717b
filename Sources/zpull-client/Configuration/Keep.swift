import Replication

extension Keep {
    static var kind: Kind<Keep> {
        .mapping("keep", example: "{ hourly: 48, daily: 30 }") { fields in
            func count(_ key: String) -> Int {
                fields.optional(key, .number(in: 0...1_000_000, "a number of snapshots", example: 30)) ?? 0
            }
            let keep = Keep(
                hourly: count("hourly"), daily: count("daily"), weekly: count("weekly"), monthly: count("monthly"),
                yearly: count("yearly"), last: count("last"),
                within: fields.optional("within", .duration(example: "7d")),
                never: fields.optional("protect", .list(of: .snapshotPattern)) ?? [])
            let counts = [keep.hourly, keep.daily, keep.weekly, keep.monthly, keep.yearly, keep.last]
            // An empty `keep` is more likely a slip than a wish to lose all history.
            if counts.allSatisfy({ $0 == 0 }), !fields.has("within"), !fields.hasProblems {
                fields.report(
                    "\"keep\" keeps nothing; write at least one of hourly, daily, weekly, monthly, yearly, last "
                        + "and within"
                )
            }
            return keep
        }
    }
}
