@testable import TestSupport

/// A key for raw streams asks for clear ones.
enum RawAttacks {
    /// What `tank/data` is; the others are in clear.
    static let encrypted = ["tank/data"]
    static let policy = AttackedSource.policy + ["--raw"]

    /// Each of these succeeds with a key that is not for raw streams only.
    static func attempts(_ source: AttackedSource) throws -> [Attempt] {
        let type = "clear streams for a raw key"
        let asked = try AttackedSource.allowed.flatMap { dataset in
            let guids = try source.snapshots(of: dataset)
            // Every set of options; of the encrypted one, those without raw.
            let sets = (0..<16).filter { !encrypted.contains(dataset) || $0 & 1 == 0 }.map { UInt8($0) }
            return sets.flatMap { flags in
                [
                    Attempt.forbidden(type, "\(dataset) with \(flags)", .send(dataset, [guids[0]], flags: flags)),
                    .forbidden(
                        type, "\(dataset), increment with \(flags)",
                        .send(dataset, base: guids[0], [guids[3]], flags: flags)),
                ]
            }
        }
        let resumed = try AttackedSource.allowed.map { dataset in
            let token = Forge.token(TokenAttacks.fields("\(dataset)@auto_2", try source.guid(dataset, "auto_2")))
            return Attempt.forbidden(type, "\(dataset), resumed", .resume(dataset, token))
        }
        return asked + resumed
    }
}
