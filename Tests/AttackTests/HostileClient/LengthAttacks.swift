import Protocol

/// Lengths that lie.
enum LengthAttacks {
    static func attempts(_ source: AttackedSource) throws -> [Attempt] {
        let secret = try source.guid("tank/secret", "auto_1")
        return tooLong + cut(secret) + within(secret) + hellos
    }

    private static let type = "lengths that lie, frames cut anywhere"

    /// Headers that promise more than their type may have. Nothing follows: the server must not wait for it.
    private static var tooLong: [Attempt] {
        let unknown = (200, UInt8(1), MessageType.unknownLimit)
        return (MessageType.allCases.map { (Int($0.rawValue), UInt8(0), $0.limit) } + [unknown]).flatMap {
            code, flags, limit in
            [UInt32(limit) + 1, 1 << 24, 1 << 31, .max].map { (length: UInt32) in
                Attempt(
                    type: type, name: "type \(code) of \(length) bytes",
                    bytes: Frame(type: UInt8(code), flags: flags, request: 1).with { $0.length = length }.bytes,
                    leaving: .never)
            }
        }
    }

    /// A request that ends in the middle, by a closed side or by a connection that goes.
    private static func cut(_ secret: UInt64) -> [Attempt] {
        let frame = Frame.send("tank/secret", [secret]).bytes
        return frame.indices.flatMap { count in
            [("half closed", Attempt.Leaving.halfClosing), ("hung up", .hangingUp)].map { name, leaving in
                Attempt(
                    type: type, name: "SEND, \(name) after \(count) bytes", bytes: Array(frame.prefix(count)),
                    leaving: leaving)
            }
        }
    }

    /// Texts and chains within a payload that end elsewhere than they say.
    private static func within(_ secret: UInt64) -> [Attempt] {
        let send = Frame.send("tank/secret", [secret]).payload
        let resume = Frame.resume("tank/secret", "1-0-0-00").payload
        let confirm = Frame.confirm(Array("tank/secret".utf8), secret).payload
        // The two bytes that count, in each.
        let places = [
            (MessageType.send, send, 9, "the dataset's length"), (.send, send, send.count - 10, "the chain's length"),
            (.resume, resume, 9, "the dataset's length"), (.resume, resume, 22, "the token's length"),
            (.confirm, confirm, 0, "the dataset's length"),
        ]
        let lies = places.flatMap { message, payload, place, name in
            [UInt16(0), 1, 255, 256, 0x7FFF, 0x8000, .max].map { number in
                var payload = payload
                payload.replaceSubrange(place..<place + 2, with: Frame.big(number))
                return ("\(message): \(name) \(number)", Frame(message, request: 1, payload))
            }
        }
        let ends = [(MessageType.send, send), (.resume, resume), (.confirm, confirm)].flatMap { message, payload in
            [
                ("\(message): a byte more", Frame(message, request: 1, payload + [0])),
                ("\(message): a byte less", Frame(message, request: 1, payload.dropLast())),
                ("\(message): nothing", Frame(message, request: 1)),
                ("\(message): as long as may be", Frame(message, request: 1, padded(payload, to: message.limit))),
            ]
        }
        return (lies + ends).map { Attempt.forbidden(type, $0, $1) }
    }

    private static func padded(_ payload: [UInt8], to count: Int) -> [UInt8] {
        payload + [UInt8](repeating: 0, count: count - payload.count)
    }

    private static var hellos: [Attempt] {
        let texts = [
            "", "\n", "\u{1B}[2J", "\u{202E}", "\0", "%s%n", String(repeating: "a", count: 255),
            String(repeating: "a", count: 256),
            String(repeating: "a", count: 60_000), "id=x from=10.0.0.1 sent tank/data", "a\nzpull-serve: forged line",
        ]
        return texts.map {
            Attempt(
                type: type, name: "hello of \($0.prefix(20).debugDescription), \($0.utf8.count) bytes",
                isGreeted: false,
                bytes: Frame.banner + Frame.hello(id: $0).bytes)
        }
            + [[UInt16(0), 0], [2, 9], [9, 2], [.max, .max]].map { versions in
                let payload = versions.flatMap { Frame.big($0) } + Frame.hello().payload.dropFirst(4)
                return Attempt(
                    type: type, name: "hello of versions \(versions)", isGreeted: false,
                    bytes: Frame.banner + Frame(.hello, payload).bytes)
            }
    }
}
