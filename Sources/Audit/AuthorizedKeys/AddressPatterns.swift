import Encoding
import ZFS

/// The patterns of `from=`: addresses, networks, wildcards and names, between commas, each perhaps negated with `!`.
package struct AddressPatterns: Hashable, Sendable, CustomStringConvertible {
    package let description: String
    private let patterns: [Pattern]

    package init(_ text: String) {
        description = text
        patterns = text.split(separator: ",", omittingEmptySubsequences: false).map(Pattern.init)
    }

    /// Whether a client may come from an address, as match_host_and_ip in OpenSSH's match.c decides. Without UseDNS, or
    /// where the address has no name, sshd takes the address for the client's name.
    package func allows(_ address: String, name: String? = nil) -> Bool {
        guard let byAddress = matchesAddress(address) else { return false }
        var byName = false
        for pattern in patterns where pattern.matches(text: name ?? address) {
            if pattern.isNegated { return false }
            byName = true
        }
        return byAddress || byName
    }

    /// `nil` for a refusal, by a negated pattern or because a pattern cannot be read, which ends the reading.
    private func matchesAddress(_ text: String) -> Bool? {
        let address = Address(text)
        guard address != nil else { return false }
        var matches = false
        for pattern in patterns {
            guard pattern.isReadable else { return nil }
            guard let address, pattern.matches(address, text) else { continue }
            if pattern.isNegated { return nil }
            matches = true
        }
        return matches
    }

    /// Whether a pattern makes sshd refuse all clients: an empty one, or a network with bits beyond its length.
    package var isBroken: Bool { patterns.contains { !$0.isReadable } }

    /// Patterns that let in more than a small network: shorter than /24 for IPv4 or /64 for IPv6, or with such a wildcard.
    package var wide: [String] { patterns.filter { !$0.isNegated && $0.isWide }.map(\.text) }

    /// Patterns that only a name can match, which whoever runs the client's DNS decides on.
    package var names: [String] { patterns.filter { !$0.isNegated && $0.isName }.map(\.text) }

    /// Addresses to try: one for each address, network or wildcard in it.
    package var examples: [String] { patterns.compactMap { $0.isNegated ? nil : $0.example } }
}

/// One pattern of the list.
private struct Pattern: Hashable, Sendable {
    enum Network: Hashable {
        case address(Address, length: Int)
        /// Not an address: it can still be a wildcard for its text, or a name.
        case none
        case unreadable
    }

    let text: String
    let isNegated: Bool
    let network: Network

    init(_ whole: Substring) {
        isNegated = whole.hasPrefix("!")
        let text = isNegated ? whole.dropFirst() : whole
        self.text = String(text)
        network = Self.network(text)
    }

    var isReadable: Bool { network != .unreadable }

    /// addr_pton_cidr in OpenSSH's addr.c.
    private static func network(_ text: Substring) -> Network {
        guard !text.isEmpty else { return .unreadable }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.count == 2 ? parts[1] : nil
        var length: Int?
        if let digits {
            guard digits.utf8.allSatisfy(\.isDigit), let number = Int(digits), number <= 128 else { return .none }
            length = number
        }
        guard text.utf8.count < 64, let address = Address(parts[0]) else { return .none }
        let bits = address.bytes.count * 8
        guard length ?? bits <= bits, address.masked(length ?? bits) == address.bytes else { return .unreadable }
        return .address(address, length: length ?? bits)
    }

    func matches(_ address: Address, _ text: String) -> Bool {
        if case .address(let base, let length) = network { return address.isWithin(base, length) }
        return Wildcard.matches(Array(text.utf8), pattern: Array(self.text.utf8))
    }

    /// As a name, without regard to case.
    func matches(text name: String) -> Bool {
        Wildcard.matches(name.utf8.map(\.lowercased), pattern: text.utf8.map(\.lowercased))
    }

    /// An address that it matches; `nil` for a name.
    var example: String? {
        if case .address = network { return text.split(separator: "/").first.map(String.init) }
        guard !isName else { return nil }
        // `10.*` stands for all that begins so.
        let fillings = text.contains(":") ? ["1", "1:1"] : ["1", "1.1", "1.1.1", "1.1.1.1"]
        return fillings.map { text.replacingWildcards(with: $0) }.first {
            Address($0) != nil && ($0.contains(":") || $0.utf8.count { $0 == UInt8(ascii: ".") } == 3)
        }
    }

    var isWide: Bool {
        if case .address(let base, let length) = network { return length < (base.bytes.count == 4 ? 24 : 64) }
        guard let star = text.utf8.firstIndex(where: { "*?".utf8.contains($0) }), !isName else { return false }
        let before = text.utf8[..<star]
        // `192.0.2.*` and `2001:db8:1:2:*` are as good as a network of the length that passes.
        return before.count { $0 == UInt8(ascii: ".") } < 3 && before.count { $0 == UInt8(ascii: ":") } < 4
    }

    /// Whether no address is written like that.
    var isName: Bool {
        guard network == .none else { return false }
        let isAddressLike = text.utf8.allSatisfy { $0.isDigit || ".*?/".utf8.contains($0) }
        let isVersion6Like = text.contains(":")
        return !isAddressLike && !isVersion6Like
    }
}

extension String {
    fileprivate func replacingWildcards(with filling: String) -> String {
        reduce(into: "") { $0 += $1 == "*" ? filling : $1 == "?" ? "1" : String($1) }
    }
}
