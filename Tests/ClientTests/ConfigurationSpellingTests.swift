import Testing

@testable import zpull_client

/// The advice after an unknown key.
struct ConfigurationSpellingTests {
    @Test(
        "a slip finds the key that was meant",
        arguments: [
            ("prot", "port"), ("hostkey", "host_key"), ("host-key", "host_key"), ("Port", "port"),
            ("conect_timeout", "connect_timeout"), ("knownhosts", "known_hosts"), ("ports", "port"),
        ])
    func near(slip: String, key: String) {
        #expect(slip.nearest(of: keys) == key)
    }

    @Test("what resembles no key gets no advice", arguments: ["password", "xy", "", "identification"])
    func far(word: String) {
        #expect(word.nearest(of: keys) == nil)
    }

    @Test(
        "distance counts what is put in, left out, changed and swapped",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abcd", "bacx", 2), ("ab", "cd", 2),
        ])
    func distance(one: String, other: String, count: Int) {
        #expect(one.distance(to: other) == count)
        #expect(other.distance(to: one) == count)
    }

    private let keys = ["host", "port", "user", "identity", "host_key", "known_hosts", "connect_timeout"]
}
