/// Requests that are well made, for what the key may not have.
enum ChainAttacks {
    /// Each of these succeeds with a key that may have everything.
    static func attempts(_ source: AttackedSource) throws -> [Attempt] {
        try neighbours(source) + hidden(source)
    }

    /// Datasets beside, above and below the allowed one, with every set of options that zpull has.
    private static func neighbours(_ source: AttackedSource) throws -> [Attempt] {
        let type = "datasets beside and above, prefixes, excluded ones"
        return try AttackedSource.forbidden.flatMap { dataset in
            let (first, second) = (try source.snapshots(of: dataset)[0], try source.snapshots(of: dataset)[1])
            let full = [UInt8(0x00), 0x0E, 0x0F, 0x01].map { flags in
                Attempt.forbidden(type, "\(dataset), flags \(flags)", .send(dataset, [first], flags: flags))
            }
            return full + [
                .forbidden(type, "\(dataset), a chain", .send(dataset, [first, second])),
                .forbidden(type, "\(dataset), an increment", .send(dataset, base: first, [second])),
                .forbidden(type, "\(dataset), as request 4294967295", .send(dataset, [first], request: .max)),
            ]
        }
    }

    /// Snapshots that the glob hides, as the end, the middle and the base of chains.
    private static func hidden(_ source: AttackedSource) throws -> [Attempt] {
        let type = "snapshots outside the glob"
        return try AttackedSource.allowed.flatMap { dataset in
            let guids = try source.snapshots(of: dataset)
            let (first, secret, manual, last) = (guids[0], guids[1], guids[2], guids[3])
            let chains: [(String, UInt64, [UInt64])] = [
                ("in full", 0, [secret]), ("by its known name", 0, [manual]),
                ("behind an allowed one", 0, [first, secret]),
                ("between allowed ones", 0, [first, secret, last]), ("as an increment", first, [secret]),
                ("as the base of an allowed one", secret, [last]), ("as the base of another", secret, [manual]),
                ("as the first of many", 0, [secret, manual, last]),
                ("as all that lies between", first, [secret, manual, last]),
            ]
            return chains.map { name, base, chain in
                Attempt.forbidden(type, "\(dataset), a hidden one \(name)", .send(dataset, base: base, chain))
            }
        }
    }

    /// Guids that are not where the request says; no key has these.
    static func crossed(_ source: AttackedSource) throws -> [Attempt] {
        let type = "guids of other datasets, chains out of order"
        return try AttackedSource.allowed.flatMap { dataset in
            let mine = try source.snapshots(of: dataset)
            let (first, last) = (mine[0], mine[3])
            var attempts = try AttackedSource.forbidden.flatMap { other in
                let theirs = try source.snapshots(of: other)[0]
                return [
                    Attempt.forbidden(type, "\(dataset), a guid of \(other)", .send(dataset, [theirs])),
                    .forbidden(type, "\(dataset), from a guid of \(other)", .send(dataset, base: theirs, [last])),
                    .forbidden(
                        type, "\(dataset), a dataset's own guid, \(other)", .send(dataset, [try source.guid(of: other)])
                    ),
                ]
            }
            let chains: [(String, UInt64, [UInt64])] = [
                ("backwards", 0, [last, first]), ("on itself", first, [first]), ("the same twice", 0, [first, first]),
                ("from the newer", last, [first]), ("guid 0", 0, [0]), ("guid 1", 0, [1]),
                ("the highest guid", 0, [.max]),
                ("0 in the middle", 0, [first, 0, last]), ("from the highest guid", .max, [last]), ("empty", 0, []),
                ("4096 times the same", 0, Array(repeating: first, count: 4096)),
                ("4097 long", 0, Array(repeating: first, count: 4097)), ("8000 unknown ones", 0, Array(1...8000)),
            ]
            attempts += chains.map { Attempt.forbidden(type, "\(dataset), \($0)", .send(dataset, base: $1, $2)) }
            return attempts
        }
    }
}
