/// A user of this machine, as passwd(5) tells.
package struct PasswdEntry: Hashable, Sendable {
    package let name: String
    package let uid: UInt32
    package let home: String
    package let shell: String

    package init(name: String, uid: UInt32, home: String, shell: String) {
        (self.name, self.uid, self.home, self.shell) = (name, uid, home, shell)
    }

    /// Reads a line of passwd; `nil` for what is none.
    package init?(passwd line: some StringProtocol) {
        let fields = line.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
        guard fields.count == 7, !fields[0].isEmpty, let uid = UInt32(fields[2]) else { return nil }
        self.init(name: fields[0], uid: uid, home: fields[5], shell: fields[6])
    }

    /// With sshd's tokens replaced: %h, %u, %U and %%.
    func expanding(_ text: String) -> String {
        var (result, rest) = ("", text[...])
        while let character = rest.popFirst() {
            guard character == "%", let token = rest.popFirst() else {
                result.append(character)
                continue
            }
            switch token {
            case "h": result += home
            case "u": result += name
            case "U": result += "\(uid)"
            case "%": result += "%"
            default: result += "%\(token)"
            }
        }
        return result
    }
}
