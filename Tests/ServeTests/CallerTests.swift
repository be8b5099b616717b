import Testing

@testable import zpull_serve

@Suite("Who has logged in")
struct CallerTests {
    private let key = "AAAAC3NzaC1lZDI1NTE5AAAAIDeb0vVOoKYZ0fRk9DoaGvOJhLwLpGoWBHmXRj5C3b0m"

    @Test("is told by the fingerprint of the last key that sshd names")
    func fingerprint() {
        let other = "AAAAC3NzaC1lZDI1NTE5AAAAIDeb0vVOoKYZ0fRk9DoaGvOJhLwLpGoWBHmXRj5C3b0n"
        let one = Caller.fingerprint(inAuthenticationInformation: "publickey ssh-ed25519 \(key)\n")
        #expect(one?.hasPrefix("SHA256:") == true && one?.utf8.count == 50)
        let two = "publickey ssh-ed25519 \(other)\npublickey ssh-ed25519 \(key)\n"
        #expect(Caller.fingerprint(inAuthenticationInformation: two) == one)
    }

    @Test(
        "is not told by anything else",
        arguments: [
            "", "password", "publickey", "publickey ssh-ed25519", "publickey ssh-ed25519 ====", "hostbased a AAAA",
        ])
    func nothing(text: String) { #expect(Caller.fingerprint(inAuthenticationInformation: text) == nil) }
}
