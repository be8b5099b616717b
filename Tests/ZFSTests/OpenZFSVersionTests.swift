import Testing
import ZFS

@Suite("A version of OpenZFS")
struct OpenZFSVersionTests {
    @Test(
        "is read with whatever a packager has added",
        arguments: [
            ("2.1.11-1+deb12u1", OpenZFSVersion(2, 1, 11)), ("2.3.9-1~bpo12+1", OpenZFSVersion(2, 3, 9)),
            ("2.4.4", OpenZFSVersion(2, 4, 4)), ("zfs-2.2.2-0ubuntu9.4", OpenZFSVersion(2, 2, 2)),
            ("2.4.0-rc1", OpenZFSVersion(2, 4, 0)), ("2.10.0", OpenZFSVersion(2, 10, 0)),
        ])
    func read(text: String, version: OpenZFSVersion) { #expect(OpenZFSVersion(text) == version) }

    @Test(
        "is nothing else",
        arguments: [
            "", "2", "2.1", "2.1.", ".1.1", "2..1", "2.1.1.1", "v2.1.1", "-2.1.1", "zfs-", "99999999999999999999.1.1",
        ])
    func refused(text: String) { #expect(OpenZFSVersion(text) == nil) }

    @Test("is ordered by its numbers, not its letters")
    func order() throws {
        let ascending = ["2.1.9", "2.1.11", "2.2.0", "2.3.8", "2.3.9", "2.4.0", "2.4.3", "2.4.4", "2.10.0", "3.0.0"]
        let versions = try ascending.map { try #require(OpenZFSVersion($0)) }
        #expect(versions.shuffled().sorted() == versions)
        #expect(versions.map(\.description) == ascending)
    }

    @Test(
        "knows which grants it has",
        arguments: [
            ("2.1.11", [false, false, false]), ("2.2.8", [false, false, false]), ("2.3.8", [false, false, false]),
            ("2.3.9", [true, false, false]), ("2.4.0", [true, true, false]), ("2.4.3", [true, true, false]),
            ("2.4.4", [true, true, true]), ("3.0.0", [true, true, true]),
        ])
    func grants(text: String, has: [Bool]) throws {
        let version = try #require(OpenZFSVersion(text))
        #expect([version.hasReceiveAppend, version.hasSendRaw, version.hasSendEncrypted] == has)
    }
}
