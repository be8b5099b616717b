import Protocol

extension Lie {
    static let errors: [Lie] =
        HostileText.all.map { text in
            aboutFrame(.errors, "\(text.name) in the session's ERROR", at: .page) { _, mouth in
                try mouth.say(.error(9, Array(text.text.utf8)))
            }
        }
        + everywhere(.errors, "ERROR of the session, with everything in it") { _, mouth in
            try mouth.say(.error(9, Array(HostileText.every.utf8)))
        }
        + everywhere(.errors, "ERROR of the request, with everything in it") { frame, mouth in
            try mouth.say(.error(6, Array(HostileText.every.utf8), of: frame.request))
        }
        + everywhere(.errors, "ERROR of the session, with a text that is too long") { _, mouth in
            try mouth.say(.error(9, [UInt8](repeating: 0x61, count: 1100)))
        }
        + everywhere(.errors, "ERROR of the session, with the longest text of escapes") { _, mouth in
            try mouth.say(.error(9, [UInt8](repeating: 0x1B, count: 1024)))
        }
        + everywhere(.errors, "ERROR that is no UTF-8") { frame, mouth in
            try mouth.say(.error(9, [0xFF, 0x1B, 0x5B, 0xC0], of: frame.request))
        }
        + everywhere(.errors, "ERROR whose text is longer than its frame") { frame, mouth in
            try mouth.say(Frame(.error, request: frame.request, [0, 9, 0, 0xFF, 0xFF, 0x61]))
        }
        + everywhere(.errors, "ERROR with a retry mark of seven") { frame, mouth in
            try mouth.say(.error(9, retry: 7, Array("no".utf8), of: frame.request))
        }
        + (0...12).map { code in
            aboutFrame(.errors, "ERROR \(code) in the place of a hop", at: .start) { frame, mouth in
                try mouth.say(.error(code, Array("no\u{1B}[2J".utf8), of: frame.request))
            }
        }

    static let complaints: [Lie] =
        everywhere(.complaints, "64 MiB of escapes on standard error, and the end") { _, mouth in
            for _ in 0..<64 { try mouth.complain([UInt8](repeating: 0x1B, count: 1 << 20)) }
            throw mouth.leave(1)
        }
        + everywhere(.complaints, "hostile text on standard error, and the end") { _, mouth in
            try mouth.complain(Array(HostileText.every.utf8))
            throw mouth.leave(255)
        }
        + everywhere(.complaints, "8 MiB on standard error, and on with the truth") { frame, mouth in
            for _ in 0..<8 { try mouth.complain([UInt8](repeating: 0x0A, count: 1 << 20)) }
            try mouth.say(frame)
        }

    static let ends: [Lie] =
        everywhere(.ends, "the end, before") { _, mouth in throw mouth.leave() }
        + everywhere(.ends, "the end with a failure, before") { _, mouth in throw mouth.leave(3) }
        + everywhere(.ends, "the end in the middle") { frame, mouth in
            try mouth.say(Array(frame.bytes.prefix(frame.bytes.count / 2)))
            throw mouth.leave()
        }
        + everywhere(.ends, "the end in the middle of the header") { frame, mouth in
            try mouth.say(Array(frame.bytes.prefix(7)))
            throw mouth.leave()
        }
        + everywhere(.ends, "the end, behind") { frame, mouth in
            try mouth.say(frame)
            throw mouth.leave()
        }

    /// No deadline of the client's ends this one: it is a source on a very slow line.
    static let crawl = aboutFrame(.silence, "a stream that trickles on and on", at: .stream) { frame, mouth in
        try mouth.say(Frame(.data, request: frame.request, Array(frame.payload.prefix(1000))))
        throw try mouth.trickle([UInt8](repeating: 0, count: 100_000), of: frame.request, every: .milliseconds(50))
    }

    /// The client's `timeout` and `idle` end these.
    static let silences: [Lie] =
        everywhere(.silence, "silence, before") { _, mouth in throw try mouth.fallSilent() }
        + everywhere(.silence, "silence in the middle") { frame, mouth in
            try mouth.say(Array(frame.bytes.prefix(frame.bytes.count / 2)))
            throw try mouth.fallSilent()
        }
        + [
            Lie(.silence, "silence in the place of a banner", at: .banner) { _, mouth in throw try mouth.fallSilent() },
            Lie(.silence, "silence in the middle of the banner", at: .banner) { _, mouth in
                try mouth.say(Array(Wire.banner.prefix(3)))
                throw try mouth.fallSilent()
            },
            Lie(.silence, "a banner that trickles, and then silence", at: .banner) { _, mouth in
                throw try mouth.trickle(Wire.banner.dropLast(), every: .milliseconds(100))
            },
            aboutFrame(.silence, "a page that trickles, and then silence", at: .page) { frame, mouth in
                throw try mouth.trickle(frame.bytes.dropLast(frame.bytes.count - 20), every: .milliseconds(50))
            },
            aboutFrame(.silence, "a stream that trickles, and then silence", at: .stream) { frame, mouth in
                throw try mouth.trickle(Array(frame.bytes.prefix(30)), every: .milliseconds(50))
            },
            aboutFrame(.silence, "frames to be skipped, on and on", at: .start) { _, mouth in
                var skipped = Frame(200)
                skipped.flags = 1
                throw try mouth.trickle((0..<500).flatMap { _ in skipped.bytes }, every: .milliseconds(20))
            },
            aboutFrame(.silence, "a HELLO that trickles on and on", at: .hello) { frame, mouth in
                var frame = frame
                frame.payload += [UInt8](repeating: 0, count: 60_000)
                throw try mouth.trickle(frame.bytes, every: .milliseconds(50))
            },
        ]
}
