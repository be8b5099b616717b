@testable import Audit

extension FuzzTarget {
    /// A file of keys, as the audit reads it.
    static let authorizedKeys = FuzzTarget(
        name: "authorized_keys",
        seeds: {
            let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f backup1"
            let options = [
                #"restrict,from="192.0.2.10,!192.0.2.0/24,*.example.net",command="/bin/a serve --id \"x\"","#
                    + #"expiry-time="20270101Z" "#,
                #"no-pty,pty,environment="A=1",permitopen="[::1]:80",permitlisten="8080",tunnel="any",user-rc "#,
                #"cert-authority,principals="a,b",from="2001:db8::/32",verify-required,no-touch-required "#,
                "# ", "",
            ]
            return options.map { Array("\($0)\(key)\n".utf8) } + [Array(options.map { $0 + key + "\n" }.joined().utf8)]
        },
        words: [
            "restrict", "no-pty", "port-forwarding", "agent-forwarding", "x11-forwarding", "user-rc", "cert-authority",
            "command=\"", "from=\"", "expiry-time=\"", "environment=\"", "permitopen=\"", "permitlisten=\"",
            "tunnel=\"",
            "principals=\"", "\\\"", "ssh-ed25519 ",
        ]
    ) { bytes in
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
        let file = AuthorizedKeysFile(path: "keys", parsing: bytes)
        let places = file.lines.map(\.place.line)
        require(places.allSatisfy { (1...ends.count + 1).contains($0) }, "each line is one of the file's")
        require(zip(places, places.dropFirst()).allSatisfy(<), "each line of the file is read once, in its order")
        let middle = ends.isEmpty ? 0 : ends[ends.count / 2] + 1
        let halves = [bytes[..<middle], bytes[middle...]].flatMap {
            AuthorizedKeysFile(path: "keys", parsing: Array($0)).lines.map(\.content.isKey)
        }
        require(halves == file.lines.map(\.content.isKey), "a line is read alike whatever stands before and after it")
        for line in bytes.split(separator: UInt8(ascii: "\n")) { checkRestricted(line) }
        for entry in file.entries { checkOrigin(entry) }
    }
}

extension Result<AuthorizedKey, DroppedLine> {
    fileprivate var isKey: Bool { if case .success = self { true } else { false } }
}

/// That `restrict` in front of a line takes away, and gives nothing.
private func checkRestricted(_ line: ArraySlice<UInt8>) {
    let line = Array(line)
    guard let plain = AuthorizedKeysFile(path: "keys", parsing: line).entries.first, line.first.map(\.isBlank) == false
    else { return }
    let hasOptions = AuthorizedKeysFile(path: "keys", parsing: Array("restrict ".utf8) + line).entries.isEmpty
    let restricted = Array((hasOptions ? "restrict," : "restrict ").utf8) + line
    guard let entry = AuthorizedKeysFile(path: "keys", parsing: restricted).entries.first else {
        return require(false, "a line with restrict in front is a line still")
    }
    require(
        entry.key == plain.key && entry.options.command == plain.options.command, "restrict changes no key or command")
    require(entry.options.isRestricted, "restrict is seen")
    require(Set(entry.options.permissions).isSubset(of: plain.options.permissions), "restrict gives nothing")
    if !hasOptions { require(entry.options.permissions.isEmpty, "restrict alone leaves nothing") }
}

private func checkOrigin(_ entry: AuthorizedKey) {
    guard let from = entry.options.from else { return }
    require(
        !from.isBroken || !from.examples.contains { from.allows($0) }, "a from= that sshd cannot read lets nobody in")
    require(entry.key.bits >= 0, "a key has a length")
}
