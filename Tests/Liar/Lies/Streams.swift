import System
import ZFS

extension Lie {
    /// The first record, a `dmu_replay_record_t` with a `drr_begin` in it (see `StreamHeader`), with one field changed.
    static let heads: [Lie] =
        [
            head("a compound stream") { $0.put(2 | $0.number(at: 16, 8) & ~3, at: 16) },
            head("neither a plain nor a compound stream") { $0.put($0.number(at: 16, 8) | 3, at: 16) },
            head("another guid") { $0[40] ^= 0xFF }, head("the guid zero") { $0.put(0, at: 40) },
            head("another base") { $0[48] ^= 0xFF },
            head("a full stream for an increment, or the reverse") {
                $0.put($0.number(at: 48, 8) == 0 ? 9 : 0, at: 48)
            },
            head("the base's guid as its own") { $0.put($0.number(at: 48, 8), at: 40) },
            head("to and from the wrong way round") { header in
                let (to, from) = (header.number(at: 40, 8), header.number(at: 48, 8))
                header.put(from, at: 40)
                header.put(to, at: 48)
            },
            head("another snapshot's name") { $0.rename("tank/data@other") },
            head("another dataset's name") { $0.rename("tank/secret@two") },
            head("our own dataset's name") { $0.rename("backup/data@one") },
            head("a name without a snapshot") { $0.rename("tank/data") },
            head("a name without an end") { $0.replaceSubrange(56..<312, with: repeatElement(0x61, count: 256)) },
            head("no name") { $0.rename("") }, head("a name with .. in it") { $0.rename("tank/../data@two") },
            head("a name with everything in it") { $0.rename("tank/" + HostileText.every + "@two") },
            head("no magic number") { $0.put(0, at: 8) }, head("a record of another type") { $0[0] = 3 },
            head("contents of an unknown type") { $0[32] = 99 }, head("a volume's contents") { $0[32] = 3 },
            head("the flag of a clone") { $0[36] |= 1 }, head("every flag") { $0.put(.max, at: 36, 4) },
            head("a list of 4 GiB behind it") { $0.put(0xFFFF_FFFF, at: 4, 4) },
            head("a list of 1 MiB and a byte behind it") { $0.put(1 << 20 + 1, at: 4, 4) },
            head("every feature") { $0.put(.max << 2 | 1, at: 16) },
        ]
        + features.map { feature in
            head("the feature \(feature.name), or not") {
                $0.put($0.number(at: 16, 8) ^ 1 << (feature.bit + 2), at: 16)
            }
        }

    /// Those that change what a receiver does, by their bits; see `StreamFeatures`.
    private static let features: [(name: String, bit: UInt64)] = [
        ("DEDUP", 0), ("DEDUPPROPS", 1), ("RESUMING", 20), ("REDACTED", 21), ("RAW", 24), ("HOLDS", 26),
        ("of tomorrow", 30), ("of the day after", 50),
    ]

    static let bodies: [Lie] =
        [1, 100, 311, 312, 313, 624, 1000].map { count in
            body("cut after \(count) bytes") { Array($0.prefix(count)) }
        }
        + [1, 8, 312, 313, 1000].map { count in
            body("without the last \(count) bytes") { $0.dropLast(count) }
        }
        + [1, 311, 312, 313, 100_000, 5_000_000].map { count in
            body("with \(count) bytes behind it") { $0 + [UInt8](repeating: 0x1B, count: count) }
        } + [
            body("half of it") { Array($0.prefix($0.count / 2)) },
            body("twice, one behind the other") { $0 + $0 },
            body("its first record twice") { $0.prefix(StreamHeader.length) + $0 },
            body("its last record twice") { $0 + $0.suffix(StreamHeader.length) },
            body("its last record right behind the first one") {
                $0.prefix(StreamHeader.length) + $0.suffix(StreamHeader.length)
            },
            body("a sum in the last record that is wrong") { bytes in
                var bytes = bytes
                bytes[bytes.count - StreamHeader.length + 16] ^= 0xFF
                return bytes
            },
            body("a second record of an unknown type") { bytes in
                var bytes = bytes
                let second = StreamHeader.length + Int(bytes.number(at: 4, 4))
                bytes[second] = 0xEE
                return bytes
            },
            body("noise behind the first record") { bytes in
                var random = SeededRandom(seed: 1)
                return bytes.prefix(StreamHeader.length) + random.bytes(200_000)
            },
            body("zeros behind the first record") { bytes in
                bytes.prefix(StreamHeader.length) + [UInt8](repeating: 0, count: 200_000)
            },
        ]

    /// What a command prints, `zfs send` of something else, in the place of the first stream.
    static func other(_ name: String, of command: [String]) -> Lie {
        Lie(.others, name, at: .stream) { saying, mouth in
            guard case .stream(let request, _) = saying, let program = command.first else { return }
            try mouth.stream(try ChildProcess.capture(program, Array(command.dropFirst())).output, of: request)
        }
    }

    private static func head(_ name: String, _ change: @escaping @Sendable (inout [UInt8]) -> Void) -> Lie {
        aboutStream(.heads, "first record: \(name)") { bytes in
            var bytes = bytes
            change(&bytes)
            return bytes
        }
    }

    private static func body(_ name: String, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]) -> Lie {
        aboutStream(.bodies, "stream: \(name)", change)
    }
}

/// Numbers of a stream are in the byte order of its machine: little-endian, on those that run these tests.
extension [UInt8] {
    fileprivate func number(at offset: Int, _ width: Int) -> UInt64 {
        self[offset..<offset + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    fileprivate mutating func put(_ number: UInt64, at offset: Int, _ width: Int = 8) {
        for index in 0..<width { self[offset + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(index))) }
    }

    /// `drr_toname`
    fileprivate mutating func rename(_ name: String) {
        let text = Array(name.utf8.prefix(255))
        replaceSubrange(56..<312, with: text + [UInt8](repeating: 0, count: 256 - text.count))
    }
}
