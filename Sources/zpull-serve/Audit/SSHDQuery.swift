import Audit
import System

/// Asks sshd what it would apply.
struct SSHDQuery {
    let sshd: String
    let configuration: String?

    /// For a client from an address, see sshd(8) on -C. Its name is not asked for: by default, sshd asks for none either.
    func settings(user: String, address: String) -> Known<SSHDSettings> {
        let connection = "user=\(user),host=\(address),addr=\(address),laddr=127.0.0.1,lport=22"
        let arguments = (configuration.map { ["-f", $0] } ?? []) + ["-T", "-C", connection]
        do {
            let captured = try ChildProcess.capture(sshd, arguments)
            guard captured.ending.isSuccess else {
                return .unknown("`sshd -T` does not tell its settings, which takes root: \(captured.error)")
            }
            return .known(try SSHDSettings(parsing: String(decoding: captured.output, as: UTF8.self)))
        } catch let incomplete as IncompleteSettings {
            return .unknown("\(incomplete)")
        } catch { return .unknown("`sshd -T` cannot be run: \(error)") }
    }

    /// Once for each address.
    func connections(user: String, addresses: [String]) -> Known<[Connection]> {
        var connections: [Connection] = []
        for address in addresses {
            switch settings(user: user, address: address) {
            case .known(let settings): connections.append(Connection(address: address, settings: settings))
            case .unknown(let reason): return .unknown(reason)
            }
        }
        return .known(connections)
    }

    /// Older releases take -V for a mistake, and tell their version with the complaint.
    func version() -> Known<OpenSSHVersion> {
        guard let captured = try? ChildProcess.capture(sshd, ["-V"]),
            let version = OpenSSHVersion(in: captured.error + String(decoding: captured.output, as: UTF8.self))
        else { return .unknown("\(sshd) does not tell its version") }
        return .known(version)
    }
}
