import Protocol

extension Lie {
    static let hellos: [Lie] =
        HostileText.all.flatMap { text in
            [
                hello("\(text.name) in the key's name") { $0.id = Array(text.text.utf8) },
                hello("\(text.name) in the version of OpenZFS") { $0.zfs = Array(text.text.utf8) },
            ]
        } + [
            hello("only later versions") { $0.versions = (2, 9) },
            hello("only the version zero") { $0.versions = (0, 0) },
            hello("versions the wrong way round") { $0.versions = (9, 1) },
            hello("a name of 256 bytes") { $0.software = [UInt8](repeating: 0x61, count: 256) },
            hello("a name of 60,000 bytes") { $0.software = [UInt8](repeating: 0x61, count: 60_000) },
            hello("a name that is no UTF-8") { $0.id = [0x61, 0xC0, 0x80, 0xFF] },
            hello("a clock at the end of time") { $0.time = .max },
            hello("every capability") { $0.capabilities = .max },
            hello("no capability") { $0.capabilities = 0 },
            hello("every bit of policy") { $0.policy = .max },
            hello("the policy raw, without the right to plain streams") { $0.policy = 1 },
            hello("fields of a later version, 60,000 bytes of them") { $0.more = [UInt8](repeating: 7, count: 60_000) },
            hello("a name whose length is beyond the frame") { $0.isCut = true },
        ]

    private struct HelloText {
        var versions: (oldest: UInt16, newest: UInt16) = (1, 1)
        var capabilities: UInt32 = 1
        var policy: UInt8 = 0
        var time: UInt64 = 1_700_000_000
        var id = Array("loop".utf8)
        var software = Array("zpull-serve 0.1.0".utf8)
        var zfs = Array("2.1.11".utf8)
        var more: [UInt8] = []
        var isCut = false

        var bytes: [UInt8] {
            let numbers = versions.oldest.bytes + versions.newest.bytes + capabilities.bytes + [policy] + time.bytes
            let names = [id, software, zfs].flatMap { UInt16($0.count).bytes + $0 }
            return isCut ? numbers + [0xFF, 0xFF] : numbers + names + more
        }
    }

    private static func hello(_ name: String, _ change: @escaping @Sendable (inout HelloText) -> Void) -> Lie {
        aboutFrame(.hello, "\(name), in HELLO", at: .hello) { _, mouth in
            var text = HelloText()
            change(&text)
            try mouth.say(Frame(.hello, text.bytes))
        }
    }
}
