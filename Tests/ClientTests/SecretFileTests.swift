import Glibc
import System
import Testing

@testable import TestSupport
@testable import zpull_client

@Suite("A file with a token")
struct SecretFileTests {
    private let path = "/tmp/zpull-secret-\(getpid())-\(UInt64.random(in: 0...(.max)))"

    private func token(of text: String, mode: UInt32 = 0o600) throws -> String {
        try write(text, to: path, mode: mode)
        defer { unlink(path) }
        chmod(path, mode)
        return try SecretFile.token(of: path)
    }

    @Test("is read without the line's end")
    func read() throws {
        #expect(try token(of: "s3cr\"t\\\n") == "s3cr\"t\\")
        #expect(try token(of: "abc", mode: 0o400) == "abc")
    }

    @Test("is refused when others may read it", arguments: [0o640, 0o604, 0o660] as [UInt32])
    func exposed(mode: UInt32) {
        #expect(throws: SecretFileError.exposed(path)) { _ = try token(of: "abc", mode: mode) }
    }

    @Test(
        "is refused without a token, and with what would begin another header",
        arguments: ["", "\n", "a b", "a\nX: y", "ä"])
    func noToken(text: String) {
        #expect(throws: SecretFileError.noToken(path)) { _ = try token(of: text) }
    }

    @Test("is named when it is not there")
    func missing() {
        #expect(throws: SecretFileError.unreadable(path, SystemError("open", path, number: ENOENT))) {
            _ = try SecretFile.token(of: path)
        }
    }
}
