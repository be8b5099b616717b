import Protocol

extension Lie {
    /// What a decoder must refuse before it takes anything in.
    static let forms: [Lie] = [
        everywhere(.form, "an unknown type") { frame, mouth in
            try mouth.say(Frame(200, request: frame.request, [1, 2, 3]))
            try mouth.say(frame)
        },
        everywhere(.form, "the type zero") { frame, mouth in
            try mouth.say(Frame(0, request: frame.request))
            try mouth.say(frame)
        },
        everywhere(.form, "a type that may be skipped, of 4 GiB") { frame, mouth in
            var skipped = Frame(200)
            (skipped.flags, skipped.length) = (1, .max)
            try mouth.say(skipped)
        },
        everywhere(.form, "a type that may be skipped, with another flag") { _, mouth in
            var skipped = Frame(200)
            skipped.flags = 0x81
            try mouth.say(skipped)
        },
        changed(.form, "reserved bytes that are not zero") { $0.reserved = 1 },
        changed(.form, "flags on a known type") { $0.flags = 1 },
        changed(.form, "a length of 4 GiB") { $0.length = .max },
        changed(.form, "a length of 2 GiB") { $0.length = 1 << 31 },
        changed(.form, "a length above the type's limit") { $0.length = (1 << 20) + 1 },
        changed(.form, "a payload that is a byte short") { $0.payload = $0.payload.dropLast() },
        changed(.form, "a payload with a byte behind it") { $0.payload.append(0) },
        changed(.form, "no payload") { $0.payload = [] },
        changed(.form, "a length that is a byte short") { $0.length = UInt32($0.payload.count - 1) },
    ].flatMap(\.self)

    static let orders: [Lie] = [
        everywhere(.order, "said twice") { frame, mouth in
            try mouth.say(frame)
            try mouth.say(frame)
        },
        everywhere(.order, "left out") { _, _ in },
        changed(.order, "of a request never made") { $0.request &+= 1000 },
        changed(.order, "of the next request") { $0.request &+= 1 },
        changed(.order, "of the request before") { $0.request &-= 1 },
        everywhere(.order, "HELLO again") { frame, mouth in
            try mouth.say(Frame(.hello, [0, 1, 0, 1] + [UInt8](repeating: 0, count: 19)))
            try mouth.say(frame)
        },
        before("a PONG that nobody asked for", Frame(.pong, UInt64(4711).bytes)),
        before("a confirmation of nothing", .end(0, of: 99)),
        before("a START of nothing", Frame(.start, request: 99, UInt64(5).bytes + UInt64(0).bytes)),
        before("DATA of nothing", Frame(.data, request: 99, [1, 2, 3])),
        before("a page of nothing", Frame(.page, request: 99, Row.dataset("tank/x").bytes)),
        before("an ERROR of nothing", .error(6, Array("no".utf8), of: 99)),
        before("a LIST", Frame(.list, request: 1)), before("a CANCEL", Frame(.cancel, request: 1)),
        before("a PING", Frame(.ping, UInt64(1).bytes)),
        before("a SEND", Frame(.send, request: 5, [UInt8](repeating: 0, count: 40))),
        before("a RESUME", Frame(.resume, request: 5, [UInt8](repeating: 0, count: 40))),
        before("a CONFIRM", Frame(.confirm, request: 5, [UInt8](repeating: 0, count: 20))),
    ].flatMap(\.self)

    private static func changed(
        _ subject: Subject, _ name: String, _ change: @escaping @Sendable (inout Frame) -> Void
    ) -> [Lie] {
        everywhere(subject, name) { frame, mouth in
            var frame = frame
            change(&frame)
            try mouth.say(frame)
        }
    }

    private static func before(_ name: String, _ other: Frame) -> [Lie] {
        everywhere(.order, name) { frame, mouth in
            try mouth.say(other)
            try mouth.say(frame)
        }
    }
}
