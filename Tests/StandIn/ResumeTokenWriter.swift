import ZFS

/// Writes what OpenZFS writes: packed nvlists in native encoding, and resume tokens around them.
///
/// It shares no code with the readers in Sources/ZFS, which it would otherwise only hold against themselves.
enum ResumeTokenWriter {
    /// The token that the property `receive_resume_token` shows.
    static func token(_ partial: PartialReceive) -> String {
        var pairs: [(String, Value)] = [
            ("object", .number(1)), ("offset", .number(UInt64(partial.bytes))),
            ("bytes", .number(UInt64(partial.bytes))), ("toguid", .number(partial.to)),
            ("toname", .string(partial.toName.description)),
        ]
        if partial.from != 0 { pairs.insert(("fromguid", .number(partial.from)), at: 0) }
        let flags: [(StreamFeatures, String)] = [
            (.largeBlocks, "largeblockok"), (.embeddedData, "embedok"), (.compressed, "compressok"), (.raw, "rawok"),
        ]
        for (feature, name) in flags where partial.features.contains(feature) { pairs.append((name, .present)) }
        let list = packed(pairs)
        let data = stored(list)
        let hex = data.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return "1-\(String(fletcher4(data), radix: 16))-\(String(list.count, radix: 16))-\(hex)"
    }

    enum Value {
        case present
        case number(UInt64)
        case string(String)
    }

    /// A native list of a little-endian machine: see nvpair.c of OpenZFS.
    static func packed(_ pairs: [(String, Value)]) -> [UInt8] {
        var bytes: [UInt8] = [0, 1, 0, 0] + little(UInt32(0)) + little(UInt32(1))
        for (name, value) in pairs {
            let (type, count, data): (UInt32, UInt32, [UInt8]) =
                switch value {
                case .present: (1, 0, [])
                case .number(let number): (8, 1, little(number))
                case .string(let text): (9, 1, padded(Array(text.utf8) + [0], after: 0))
                }
            let label = padded(Array(name.utf8) + [0], after: 16)
            bytes += little(UInt32(16 + label.count + data.count)) + little(UInt16(name.utf8.count + 1)) + [0, 0]
            bytes += little(count) + little(type) + label + data
        }
        return bytes + [0, 0, 0, 0]
    }

    private static func padded(_ bytes: [UInt8], after offset: Int) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: -(offset + bytes.count) & 7)
    }

    private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<(number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    /// A zlib stream (RFC 1950) of one stored block (RFC 1951).
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let length = UInt16(bytes.count)
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65521
            high = (high + low) % 65521
        }
        return [0x78, 0x01, 0x01] + little(length) + little(~length) + bytes + little(high << 16 | low).reversed()
    }

    private static func fletcher4(_ bytes: [UInt8]) -> UInt64 {
        stride(from: 0, to: bytes.count / 4 * 4, by: 4).reduce(0) { sum, start in
            sum &+ bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
