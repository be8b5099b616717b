import System

/// What holds `prune` back, whatever `keep` says (key `prune`).
struct PruneLimits: Equatable, Sendable {
    /// Of each dataset the newest so many snapshots stay; at least one.
    var floor = 3
    /// When a source has not been seen for so long, or has taken no snapshot, nothing of it is pruned.
    var silence = Duration.seconds(14 * 86_400)
}

extension PruneLimits {
    static var kind: Kind<PruneLimits> {
        .mapping("prune", example: "{ floor: 3, silence: 14d }") { fields in
            var limits = PruneLimits()
            limits.floor = fields.optional("floor", .number(in: 1...1_000_000, example: 3)) ?? limits.floor
            limits.silence = fields.optional("silence", .duration(example: "14d")) ?? limits.silence
            return limits
        }
    }
}

extension Kind<String> {
    /// The name of a time zone that this machine has rules for.
    static var timeZone: Kind {
        Kind(expected: "the name of a time zone", example: "Europe/Berlin") { node, place throws(Refusal) in
            let text = try Kind.text("the name of a time zone", example: "Europe/Berlin") { $0 }.read(node, place)
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard
                parts.allSatisfy({ part in
                    part.unicodeScalars.first?.isLetterOrDigit == true
                        && part.unicodeScalars.allSatisfy { $0.isLetterOrDigit || "-_+".unicodeScalars.contains($0) }
                })
            else { throw .unfit }
            guard place.reading.files.isFile(LocalTime.path(ofZone: text)) else {
                throw .because(
                    "there is no file \"\(LocalTime.path(ofZone: text))\"; `timedatectl list-timezones` lists the zones, "
                        + "and Debian's package tzdata has them")
            }
            return text
        }
    }
}
