import CLinux
import Encoding

/// An address of IPv4 (4 bytes) or IPv6 (16 bytes).
package struct Address: Hashable, Sendable {
    let bytes: [UInt8]

    /// Reads what getaddrinfo(3) takes for a number: besides `192.0.2.1`, also `127.1` and `0x7f000001`.
    package init?(_ text: some StringProtocol) {
        if let address = Self.version4(text) {
            bytes = address
            return
        }
        var address = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, String(text), &address) == 1 else { return nil }
        bytes = address
    }

    /// Up to four numbers, the last of which fills what is left, see inet_aton(3).
    private static func version4(_ text: some StringProtocol) -> [UInt8]? {
        let parts = String(text).split(separator: ".", omittingEmptySubsequences: false).map { number(String($0)) }
        guard (1...4).contains(parts.count), parts.allSatisfy({ $0 != nil }) else { return nil }
        let numbers = parts.compactMap { $0 }
        let open = 5 - numbers.count
        guard let last = numbers.last, numbers.dropLast().allSatisfy({ $0 <= 255 }), last >> UInt64(8 * open) == 0
        else {
            return nil
        }
        return numbers.dropLast().map { UInt8($0) }
            + (0..<open).reversed().map { UInt8(truncatingIfNeeded: last >> UInt64(8 * $0)) }
    }

    private static func number(_ text: String) -> UInt64? {
        guard let first = text.utf8.first, first.isDigit, text.utf8.count <= 12 else { return nil }
        let lower = text.lowercased()
        if lower.hasPrefix("0x") { return UInt64(lower.dropFirst(2), radix: 16) }
        return UInt64(lower, radix: first == UInt8(ascii: "0") ? 8 : 10)
    }

    /// Whether it lies in the network of `length` bits that `base` is the first address of.
    func isWithin(_ base: Address, _ length: Int) -> Bool {
        bytes.count == base.bytes.count && masked(length) == base.bytes
    }

    /// The address with all bits beyond the first `length` cleared.
    func masked(_ length: Int) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let kept = min(max(length - index * 8, 0), 8)
            return byte & UInt8(truncatingIfNeeded: 0xFF00 >> kept)
        }
    }
}
