/// How old the newest snapshot of a dataset may become.
struct FreshWithin: Equatable, Sendable {
    /// Older than this is worth a warning.
    let warn: Duration
    /// Older than this is an alarm; never less than `warn`.
    let critical: Duration
}

extension FreshWithin {
    static var kind: Kind<FreshWithin> {
        .mapping("fresh_within", example: "{ warn: 26h, critical: 50h }") { fields in
            let warn = fields.required("warn", .duration(example: "26h"))
            let critical = fields.required("critical", .duration(example: "50h"))
            guard let warn, let critical else { return nil }
            if warn > critical {
                fields.fault(
                    in: "warn", "the warning would come after the alarm; make warn at most as long as critical")
            }
            return FreshWithin(warn: warn, critical: critical)
        }
    }
}
