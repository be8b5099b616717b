/// Which line, if any, lets a key in.
package struct Admission: Sendable {
    /// In the order of AuthorizedKeysFile.
    package let files: [AuthorizedKeysFile]
    package let settings: SSHDSettings
    package let account: PasswdEntry

    package init(files: [AuthorizedKeysFile], settings: SSHDSettings, account: PasswdEntry) {
        (self.files, self.settings, self.account) = (files, settings, account)
    }

    /// The first line that authorises a key for a client from an address: one whose `from=`, `expiry-time=` or
    /// `principals=` fails is passed over, and a looser one further down counts.
    ///
    /// - Parameter time: seconds since 1970.
    package func line(for key: PublicKey, from address: String, at time: Int) -> AuthorizedKey? {
        guard settings["pubkeyauthentication"] != "no", settings.accepts(key) else { return nil }
        let line = files.lazy.flatMap(\.entries).first { entry in
            entry.key == key && !entry.options.isCertAuthority && entry.options.principals == nil
                && !entry.options.hasExpired(at: time) && entry.options.from?.allows(address) ?? true
        }
        return line.flatMap { admitsRoot($0) ? $0 : nil }
    }

    private func admitsRoot(_ line: AuthorizedKey) -> Bool {
        guard account.uid == 0 else { return true }
        switch settings["permitrootlogin"] {
        case "no": return false
        case "forced-commands-only": return line.options.command != nil
        default: return true
        }
    }
}

extension KeyOptions {
    func hasExpired(at time: Int) -> Bool { expiry.map { $0 < time } ?? false }
}
