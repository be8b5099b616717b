import Testing

@testable import Audit

@Suite("from=")
struct AddressPatternsTests {
    @Test(
        "an address is let in or not",
        arguments: [
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("192.0.2.0/24", "192.0.2.9", true),
            ("192.0.2.0/24,!192.0.2.9", "192.0.2.9", false), ("!192.0.2.9,192.0.2.0/24", "192.0.2.8", true),
            ("192.0.2.*", "192.0.2.7", true), ("192.0.2.1/24", "192.0.2.1", false), ("127.1", "127.0.0.1", true),
            ("2001:db8::/32", "2001:db8::1", true), ("2001:db8::/32", "2001:db9::1", false), ("*", "203.0.113.5", true),
            ("", "192.0.2.1", false), ("192.0.2.1,", "192.0.2.1", false), ("!192.0.2.9", "192.0.2.1", false),
            ("192.0.2.0/33", "192.0.2.1", false), ("0.0.0.0/0", "192.0.2.1", true), ("::/0", "192.0.2.1", false),
            ("192.0.2.?", "192.0.2.17", false), ("0xc0000201", "192.0.2.1", true),
            ("backup.example.net", "192.0.2.1", false),
        ])
    func allows(patterns: String, address: String, expected: Bool) {
        #expect(AddressPatterns(patterns).allows(address) == expected)
    }

    @Test("a name is matched where sshd knows it")
    func names() {
        #expect(AddressPatterns("*.Example.net").allows("192.0.2.1", name: "backup.example.net"))
        #expect(!AddressPatterns("*.example.net,!backup.*").allows("192.0.2.1", name: "backup.example.net"))
        #expect(AddressPatterns("*.example.net,192.0.2.1,2001:db8::1,192.0.2.*").names == ["*.example.net"])
    }

    @Test("networks are wide from /23 and /63 on")
    func wide() {
        #expect(
            AddressPatterns("192.0.2.0/24,10.0.0.0/23,2001:db8::/64,2001:db8::/63,192.0.2.*,10.*,*,!10.0.0.0/8").wide
                == ["10.0.0.0/23", "2001:db8::/63", "10.*", "*"])
    }

    @Test("has an address to try for each pattern but names and negated ones")
    func examples() {
        let patterns = AddressPatterns(
            "192.0.2.1,10.0.0.0/8,!10.1.1.1,192.*,*,192.0.2.1?,2001:db8::*,backup.example.net")
        #expect(
            patterns.examples
                == ["192.0.2.1", "10.0.0.0", "192.1.1.1", "1.1.1.1", "192.0.2.11", "2001:db8::1"])
        #expect(patterns.examples.allSatisfy { patterns.allows($0) })
    }
}
