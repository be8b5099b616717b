import Protocol

/// Sessions that stand still, or hardly move.
enum SlowAttacks {
    private static let type = "silence and trickles"

    /// Cut anywhere in banner, hello and a first request, and then silent: only the server's deadline ends them.
    static var silent: [Attempt] {
        let opening = Frame.banner + Frame.hello().bytes
        let list = Frame(.list, request: 1).bytes
        return opening.indices.map { count in
            Attempt(
                type: type, name: "silent after \(count) bytes", isGreeted: false, bytes: Array(opening.prefix(count)),
                leaving: .never)
        }
            + list.indices.map { count in
                Attempt(
                    type: type, name: "silent after hello and \(count) bytes", bytes: Array(list.prefix(count)),
                    leaving: .never)
            } + [Attempt(type: type, name: "silent after a list", bytes: list, awaits: 1, leaving: .never)]
    }

    /// Others' attempts, byte by byte.
    static func trickled(_ attempts: [Attempt]) -> [Attempt] {
        attempts.map { attempt in
            Attempt(
                type: type, name: "byte by byte: \(attempt.name)", isGreeted: attempt.isGreeted, bytes: attempt.bytes,
                awaits: attempt.awaits, isForbidden: attempt.isForbidden, leaving: attempt.leaving, isTrickled: true)
        }
    }
}
