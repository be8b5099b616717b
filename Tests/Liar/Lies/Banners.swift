import Protocol

extension Lie {
    static let banners: [Lie] =
        HostileText.all.map { text in noise("\(text.name) before the banner", Array(text.text.utf8) + Wire.banner) }
        + [
            noise("a newline before the banner", [0x0A] + Wire.banner),
            noise("the banner of a later form", Array("ZPULL 2\n".utf8)),
            noise("the banner in small letters", Array("zpull 1\n".utf8)),
            noise("the banner with a carriage return", Array("ZPULL 1\r\n".utf8)),
            noise("an SSH banner", Array("SSH-2.0-OpenSSH_9.2p1\r\n".utf8)),
            noise("an answer of HTTP", Array("HTTP/1.1 200 OK\r\n\r\n".utf8)),
            noise("bytes that are no UTF-8", [0xFF, 0xFE, 0x9B, 0x33, 0x31, 0x6D, 0xC0, 0x80]),
            noise("64 MiB without a newline", [UInt8](repeating: 0x41, count: 64 << 20)),
            noise("64 MiB of escapes", [UInt8](repeating: 0x1B, count: 64 << 20)),
            Lie(.banner, "the banner twice", at: .banner) { _, mouth in try mouth.say(Wire.banner + Wire.banner) },
            Lie(.banner, "a part of the banner, and the end", at: .banner) { _, mouth in
                try mouth.say(Array(Wire.banner.prefix(5)))
                throw mouth.leave()
            },
            Lie(.banner, "no banner at all", at: .banner) { _, _ in },
        ]

    private static func noise(_ name: String, _ bytes: [UInt8]) -> Lie {
        Lie(.banner, name, at: .banner) { _, mouth in
            try mouth.say(bytes)
            throw try mouth.fallSilent()
        }
    }
}
