import CLinux
import System

/// An sshd of one scenario's own, which may be stopped without the others noticing.
final class OwnServer {
    let port: Int
    private let pidFile: String

    /// - Parameters:
    ///   - options: of sshd_config, `ClientAliveInterval=1`; before those of the machine's sshd.
    ///   - namespace: of the network, see ip-netns(8).
    init(port: Int, pidFile: String, options: [String] = [], namespace: String? = nil) throws {
        self.port = port
        self.pidFile = pidFile
        let enter = namespace.map { ["ip", "netns", "exec", $0] } ?? []
        let words =
            enter + [
                "/usr/sbin/sshd", "-f", "\(Machine.folder)/sshd_config", "-p", "\(port)", "-E",
                "\(Machine.folder)/log/sshd", "-o", "PidFile=\(pidFile)",
            ] + options.flatMap { ["-o", $0] }
        try Tool.run(words[0], Array(words.dropFirst()))
        // sshd writes its id once it listens.
        try Tool.run("timeout", "60", "/bin/sh", "-c", "until [ -s \(pidFile) ]; do :; done")
    }

    deinit { stop(SIGTERM) }

    /// Ends the listener; sessions go on.
    func stop(_ signal: Int32) {
        guard let text = try? Tool.read(pidFile),
            let identifier = Int32(String(decoding: text, as: UTF8.self).dropLast())
        else { return }
        kill(identifier, signal)
        unlink(pidFile)
    }
}

extension Lab {
    /// The scenario's number, for what must be its own: `s12` has 12.
    var number: Int { Int(name.drop { !$0.isNumber }) ?? 0 }

    /// Starts one and writes its port into the configuration.
    func startOwnServer() throws -> OwnServer {
        let server = try OwnServer(port: 3000 + number, pidFile: "\(folder)/sshd.pid")
        keeps.append(server)
        let text = String(decoding: try Tool.read(configuration), as: UTF8.self)
        try Tool.write(text.replacing("port: \(Machine.port)", with: "port: \(server.port)"), to: configuration)
        return server
    }
}
