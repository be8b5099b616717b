import Protocol

/// Frames where they may not be, with headers that they may not have.
enum OrderAttacks {
    static func attempts(_ source: AttackedSource) throws -> [Attempt] {
        let secret = try source.guid("tank/secret", "auto_1")
        return banners + frames(secret) + headers(secret) + sequences(secret)
    }

    private static let type = "messages out of order, banners, headers"

    /// What comes where the banner is due.
    private static var banners: [Attempt] {
        let texts = [
            "\n", "GET / HTTP/1.1\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "ZPULL 2\n", "ZPULL 1\r\n", "ZPULL 1",
            "zpull 1\n",
            " ZPULL 1\n", "ZPULL  1\n", "ZPULL 1\0", "ZPULL 01\n", "EHLO x\r\n", "zfs send tank/secret@auto_1\n",
            "\u{4}", "\u{3}",
            "exit\n", "\u{1B}c", String(repeating: "A", count: 100_000),
        ]
        return texts.map {
            Attempt(
                type: type, name: "instead of a banner: \($0.prefix(40).debugDescription)", isGreeted: false,
                bytes: Array($0.utf8))
        }
    }

    /// Each type of message in each state, the server's own and unknown ones too.
    private static func frames(_ secret: UInt64) -> [Attempt] {
        let types = Array(0...15) + [16, 127, 128, 255].map { UInt8($0) }
        return types.flatMap { code in
            [UInt32(0), 1].flatMap { request in
                let frame = frame(code, request, secret)
                let name = "type \(code) of request \(request)"
                return [
                    Attempt(type: type, name: "\(name) before hello", isGreeted: false, bytes: Frame.banner + frame),
                    Attempt(
                        type: type, name: "\(name) without waiting for hello", isGreeted: false,
                        bytes: Frame.banner + Frame.hello().bytes + frame),
                    Attempt(type: type, name: "\(name) after hello", bytes: frame),
                ]
            }
        }
    }

    private static func frame(_ code: UInt8, _ request: UInt32, _ secret: UInt64) -> [UInt8] {
        Frame(type: code, request: request, payload(code, secret)).bytes
    }

    /// What a message of that type would hold.
    private static func payload(_ code: UInt8, _ secret: UInt64) -> [UInt8] {
        switch MessageType(rawValue: code) {
        case .hello: Frame.hello().payload
        case .list, .cancel: []
        case .send: Frame.send("tank/secret", [secret]).payload
        case .resume: Frame.resume("tank/secret", "1-0-0-00").payload
        case .confirm: Frame.confirm(Array("tank/secret".utf8), secret).payload
        case .start: Frame.big(secret) + Frame.big(UInt64(0))
        case .error: [0, 7, 0] + Frame.text("no")
        case .page: [1] + Frame.text("tank/secret") + Frame.big(secret) + [0] + Frame.text("")
        case .data, nil: [1, 2, 3]
        case .end, .ping, .pong: Frame.big(secret)
        }
    }

    /// Bits of the header that must be zero.
    private static func headers(_ secret: UInt64) -> [Attempt] {
        MessageType.allCases.flatMap { message in
            let frame = Frame(type: message.rawValue, request: 1, payload(message.rawValue, secret))
            let flags = [UInt8(1), 2, 0x80, 0xFF].map { flags in ("flags \(flags)", frame.with { $0.flags = flags }) }
            let reserved = [UInt16(1), 0x8000, .max].map { bits in
                ("reserved \(bits)", frame.with { $0.reserved = bits })
            }
            return (flags + reserved).map {
                Attempt(type: type, name: "\(message) with \($0)", bytes: $1.bytes)
            }
        }
            + [UInt8(0), 2, 3, 0x80, 0xFF].map { flags in
                Attempt(
                    type: type, name: "an unknown type with flags \(flags)",
                    bytes: Frame(type: 77, flags: flags, [1]).bytes)
            }
    }

    /// CONFIRM and CANCEL out of order, numbers that go down, more requests than may be open.
    private static func sequences(_ secret: UInt64) -> [Attempt] {
        let data = Array("tank/data".utf8)
        let (list, cancel) = ({ Frame(.list, request: $0) }, { Frame(.cancel, request: $0) })
        let confirm = { Frame.confirm(data, secret, request: $0) }
        let chains: [(String, [Frame])] = [
            ("CANCEL of nothing", [cancel(1)]), ("CANCEL of 0", [cancel(0)]), ("CANCEL ahead", [list(1), cancel(2)]),
            ("CANCEL of the highest number", [cancel(.max)]),
            ("CANCEL twice", [list(1), cancel(1), cancel(1), cancel(1)]),
            ("CANCEL before its request", [cancel(1), list(1)]),
            ("CANCEL of what waits", [list(1), list(2), cancel(2), cancel(1)]),
            ("CANCEL with a payload", [list(1), Frame(.cancel, request: 1, [0])]),
            ("LIST with a payload", [Frame(.list, request: 1, [0])]),
            ("CONFIRM of what was never sent", [confirm(1)]), ("CONFIRM before LIST", [confirm(1), list(2)]),
            ("CONFIRM twice", [confirm(1), confirm(2)]), ("CONFIRM, cancelled", [confirm(1), cancel(1)]),
            ("CONFIRM of guid 0", [Frame.confirm(data, 0)]), ("CONFIRM of request 0", [confirm(0)]),
            ("CONFIRM in the middle of a chain", [Frame.send("tank/secret", [secret]), confirm(2), cancel(1)]),
            ("the same number twice", [list(1), list(1)]), ("numbers that go down", [list(2), list(1)]),
            ("a number after the highest", [list(.max), list(1)]), ("a request of number 0", [list(0)]),
            ("17 at once", (1...17).map { list($0) }), ("1000 at once", (1...1000).map { list($0) }),
            ("17 CONFIRMs at once", (1...17).map { confirm($0) }), ("hello again", [Frame.hello()]),
            ("hello while listing", [list(1), Frame.hello()]),
            ("PING of a request", [Frame(.ping, request: 1, [UInt8](repeating: 0, count: 8))]),
            ("PING of 7 bytes", [Frame(.ping, [UInt8](repeating: 0, count: 7))]),
            ("PING of 9 bytes", [Frame(.ping, [UInt8](repeating: 0, count: 9))]),
        ]
        return chains.map { name, frames in Attempt(type: type, name: name, bytes: frames.flatMap(\.bytes)) }
    }
}
