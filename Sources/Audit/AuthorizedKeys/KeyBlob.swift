/// The bytes of a public key: strings with their length before them (RFC 4253 section 6.6, RFC 5656, RFC 8709, and
/// PROTOCOL.u2f in OpenSSH).
struct KeyBlob {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func string() -> [UInt8]? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count - 4 >= length else { return nil }
        defer { rest = rest.dropFirst(4 + length) }
        return Array(rest.dropFirst(4).prefix(length))
    }

    /// What follows the type, in the one form in which equal keys have equal fields.
    mutating func fields(of kind: PublicKey.Kind) -> [[UInt8]]? {
        switch kind {
        case .rsa:
            guard let exponent = number(), let modulus = number(), modulus.count >= 128,
                modulus.count > 128 || modulus[0] >= 0x80
            else { return nil }
            return [exponent, modulus]
        case .dsa:
            let numbers = [number(), number(), number(), number()]
            return numbers.contains(nil) ? nil : numbers.compactMap { $0 }
        case .ed25519: return string(of: 32).map { [$0] }
        case .ecdsa(let size): return point(size).map { [$0] }
        case .securityKeyEd25519:
            guard let key = string(of: 32), let application = string() else { return nil }
            return [key, application]
        case .securityKeyECDSA:
            guard let point = point(256), let application = string() else { return nil }
            return [point, application]
        }
    }

    private mutating func string(of length: Int) -> [UInt8]? {
        guard let bytes = string(), bytes.count == length else { return nil }
        return bytes
    }

    /// A number that is not negative, without zeros before it.
    private mutating func number() -> [UInt8]? {
        guard let bytes = string(), bytes.first ?? 0 < 0x80, bytes.count <= 2049 else { return nil }
        return Array(bytes.drop { $0 == 0 })
    }

    /// The name of a curve, and a point in its uncompressed form.
    private mutating func point(_ size: Int) -> [UInt8]? {
        guard let curve = string(), curve == Array("nistp\(size)".utf8), let point = string(),
            point.count == 1 + 2 * ((size + 7) / 8), point[0] == 4
        else { return nil }
        return point
    }
}
