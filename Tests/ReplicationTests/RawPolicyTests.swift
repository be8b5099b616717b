import Replication
import Testing
import ZFS

/// What the source's key allows, what the configuration says, and what the dataset is.
struct RawCase: CustomTestStringConvertible {
    let encrypted: Bool
    let key: Key
    let configured: Bool?
    let expected: Result<StreamFlags, Obstacle>

    enum Key { case any, raw, rawOrPlain }

    init(_ encrypted: Bool, _ key: Key, _ configured: Bool?, _ expected: Result<StreamFlags, Obstacle>) {
        (self.encrypted, self.key, self.configured, self.expected) = (encrypted, key, configured, expected)
    }

    var testDescription: String {
        "\(encrypted ? "encrypted" : "plain"), key \(key), raw: \(configured.map(String.init) ?? "as the source has it")"
    }
}

@Suite("Raw and plain streams")
struct RawPolicyTests {
    private static let remote = DatasetName(literal: "tank/data")

    @Test(
        "are chosen by key, configuration and encryption",
        arguments: [
            RawCase(false, .any, nil, .success(.plain)), RawCase(false, .any, true, .success(.plain)),
            RawCase(false, .any, false, .success(.plain)),
            RawCase(false, .raw, nil, .failure(.plainRefused(remote))),
            RawCase(false, .raw, true, .failure(.plainRefused(remote))),
            RawCase(false, .raw, false, .failure(.plainRefused(remote))),
            RawCase(false, .rawOrPlain, nil, .success(.plain)), RawCase(false, .rawOrPlain, true, .success(.plain)),
            RawCase(false, .rawOrPlain, false, .success(.plain)),
            RawCase(true, .any, nil, .success(.plain)), RawCase(true, .any, true, .success(.rawEncrypted)),
            RawCase(true, .any, false, .success(.plain)),
            RawCase(true, .raw, nil, .success(.rawEncrypted)), RawCase(true, .raw, true, .success(.rawEncrypted)),
            RawCase(true, .raw, false, .failure(.rawDemanded(remote))),
            RawCase(true, .rawOrPlain, nil, .success(.rawEncrypted)),
            RawCase(true, .rawOrPlain, true, .success(.rawEncrypted)),
            RawCase(true, .rawOrPlain, false, .failure(.rawDemanded(remote))),
        ])
    func table(_ row: RawCase) throws {
        let found = try #require(
            action(
                dataset("tank/data", "one", encrypted: row.encrypted), nil, rule(raw: row.configured),
                raw: row.key != .any, allowPlain: row.key == .rawOrPlain))
        switch row.expected {
        case .success(let flags): #expect(found.transfer?.flags == flags)
        case .failure(let obstacle): #expect(found == .stop(obstacle))
        }
    }

    @Test("what may not leave is an obstacle even when there is nothing newer")
    func refusedAnyway() {
        #expect(
            obstacle(dataset("tank/data", "one"), dataset("backup/data", "one"), raw: true)
                == .plainRefused(Self.remote))
    }
}
