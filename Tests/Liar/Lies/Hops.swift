import Protocol

extension Lie {
    static let hops: [Lie] = [
        start("of another guid") { $0[0] ^= 0xFF }, start("of the guid zero") { $0[0] = 0 },
        start("from another base") { $0[1] ^= 0xFF },
        start("from nothing, or from something") { $0[1] = $0[1] == 0 ? 5 : 0 },
        start("the wrong way round") { $0.swapAt(0, 1) }, start("from itself") { $0[1] = $0[0] },
        start("with a field more") { $0.append(1) }, start("with a field less") { $0.removeLast() },
        aboutFrame(.hops, "START after START", at: .start) { frame, mouth in
            try mouth.say(frame)
            try mouth.say(frame)
        },
        aboutFrame(.hops, "END without START", at: .start) { frame, mouth in
            try mouth.say(.end(0, of: frame.request))
        },
        Lie(.hops, "END without DATA", at: .stream) { _, _ in },
        count("a byte too many announced") { $0 + 1 }, count("a byte too few announced") { $0 - 1 },
        count("no bytes announced") { _ in 0 }, count("bytes without end announced") { _ in .max },
        aboutFrame(.hops, "END before the last bytes", at: .stream) { frame, mouth in
            try mouth.say(.end(mouth.streamed, of: frame.request))
        },
        aboutFrame(.hops, "END twice", at: .hopEnd) { _, mouth in
            throw mouth.leave()
        },
        aboutFrame(.hops, "DATA after END", at: .hopEnd) { frame, mouth in
            try mouth.say(frame)
            try mouth.say(Frame(.data, request: frame.request, [UInt8](repeating: 0, count: 312)))
        },
        aboutFrame(.hops, "DATA without bytes", at: .stream) { frame, mouth in
            try mouth.say(Frame(.data, request: frame.request))
        },
    ]

    private static func start(_ name: String, _ change: @escaping @Sendable (inout [UInt64]) -> Void) -> Lie {
        aboutFrame(.hops, "START \(name)", at: .start) { frame, mouth in
            var guids = [frame.payload[...].number(8), frame.payload[8...].number(8)]
            change(&guids)
            try mouth.say(Frame(.start, request: frame.request, guids.flatMap(\.bytes)))
        }
    }

    private static func count(_ name: String, _ change: @escaping @Sendable (UInt64) -> UInt64) -> Lie {
        aboutFrame(.hops, name, at: .hopEnd) { frame, mouth in
            try mouth.say(.end(change(mouth.streamed), of: frame.request))
        }
    }
}
