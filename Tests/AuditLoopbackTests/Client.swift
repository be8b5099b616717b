import CLibSSH
import CLinux
import System

/// A client that asks for everything, over libssh: its answers come without another program, so hundreds of keys are tried
/// in minutes.
struct Client {
    /// Variables that the client sends.
    static let variables = ["LANG", "LC_ALL", "ZPULL_X"]
    /// Variables that a key's line may set.
    static let keyVariables = ["ZPULL_A", "ZPULL_B"]

    private let session: OpaquePointer
    private let machine: ProofMachine

    /// - Parameter socket: a connected one, which libssh closes.
    init(machine: ProofMachine, account: String, socket: Int32) throws {
        self.machine = machine
        guard let session = ssh_new() else { throw Trouble("ssh_new") }
        self.session = session
        ssh_set_log_callback { _, _, _, _ in }
        ssh_set_message_callback(session, { _, _, _ in 1 }, nil)
        let options: [(ssh_options_e, String)] = [
            (SSH_OPTIONS_HOST, "127.0.0.1"), (SSH_OPTIONS_USER, account), (SSH_OPTIONS_SSH_DIR, "/nonexistent"),
            (SSH_OPTIONS_KNOWNHOSTS, "/dev/null"), (SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null"),
        ]
        for (option, value) in options { _ = zpull_option_string(session, option, value) }
        _ = zpull_option_bool(session, SSH_OPTIONS_PROCESS_CONFIG, false)
        _ = zpull_option_long(session, SSH_OPTIONS_TIMEOUT, 30)
        _ = zpull_option_fd(session, socket)
        guard ssh_connect(session) == SSH_OK else { throw Trouble("no session: \(error)") }
        // As long as this is set, libssh leaves the socket open at its end.
        _ = zpull_option_fd(session, -1)
    }

    func close() {
        ssh_disconnect(session)
        ssh_free(session)
    }

    private var error: String { zpull_session_error(session).map { String(cString: $0) } ?? "" }

    func logIn(with identity: String) throws -> Bool {
        var key: ssh_key?
        guard ssh_pki_import_privkey_file(identity, nil, nil, nil, &key) == SSH_OK else {
            throw Trouble("no key \(identity)")
        }
        defer { ssh_key_free(key) }
        switch ssh_userauth_publickey(session, nil, key) {
        // With PermitRootLogin forced-commands-only, sshd says yes and hangs up.
        case SSH_AUTH_SUCCESS.rawValue: return opens(ssh_channel_open_session)
        case SSH_AUTH_DENIED.rawValue: return false
        case let result: throw Trouble("login: \(result) \(error)")
        }
    }

    func outcome() throws -> Outcome {
        var outcome = Outcome()
        try channel { channel in
            outcome.note("pty", ssh_channel_request_pty(channel) == SSH_OK)
            outcome.note("x11", ssh_channel_request_x11(channel, 0, nil, nil, 0) == SSH_OK)
        }
        try channel { channel in
            // libssh does not ask for an answer; the session's environment has it.
            _ = ssh_channel_request_auth_agent(channel)
            for name in Self.variables {
                outcome.note("sends \(name)", ssh_channel_request_env(channel, name, "1") == SSH_OK)
            }
            guard ssh_channel_request_exec(channel, "echo zpull-own; env") == SSH_OK else {
                throw Trouble("exec: \(error)")
            }
            let output = try text(channel)
            outcome["command"] = Self.program(output)
            guard outcome["command"] != "sftp only" else { return }
            outcome.note("rc", output.contains("zpull-rc"))
            outcome.note("agent", output.contains("SSH_AUTH_SOCK="))
            for name in Self.keyVariables {
                let line = output.split(separator: "\n").first { $0.hasPrefix(name + "=") }
                outcome["has \(name)"] = line.map { String($0.dropFirst(name.count + 1)) } ?? "nothing"
            }
        }
        try channel { channel in
            guard ssh_channel_request_shell(channel) == SSH_OK else { throw Trouble("shell: \(error)") }
            _ = ssh_channel_write(channel, "echo zpull-own\nexit\n", 20)
            ssh_channel_send_eof(channel)
            outcome["shell"] = Self.program(try text(channel))
        }
        try channel { outcome["sftp"] = try sftp($0) }
        forwarding(&outcome)
        return outcome
    }

    private static func program(_ output: String) -> String {
        if output.contains("zpull-forced") { return "forced" }
        if output.contains("zpull-own") { return "own" }
        return output.contains("allows sftp connections only") ? "sftp only" : "“\(output)”"
    }

    /// Says hello as an sftp client does, and sees who answers.
    private func sftp(_ channel: OpaquePointer) throws -> String {
        guard ssh_channel_request_subsystem(channel, "sftp") == SSH_OK else { return "refused" }
        let hello: [UInt8] = [0, 0, 0, 5, 1, 0, 0, 0, 3]
        _ = ssh_channel_write(channel, hello, UInt32(hello.count))
        // SSH_FXP_VERSION. An sftp server that sees the end of its input may go without an answer, so it does not come.
        let isVersion = { (output: [UInt8]) in output.count > 4 && output[0] == 0 && output[4] == 2 }
        let output = try bytes(channel, until: isVersion)
        return isVersion(output) ? "files" : Self.program(String(decoding: output, as: UTF8.self))
    }

    private func forwarding(_ outcome: inout Outcome) {
        for (index, target) in machine.targets.enumerated() {
            outcome.note(
                "connects to \(index)",
                opens { ssh_channel_open_forward($0, "127.0.0.1", Int32(target.port), "127.0.0.1", 1) })
        }
        outcome.note(
            "connects to the socket", opens { ssh_channel_open_forward_unix($0, machine.socket, "127.0.0.1", 1) })
        for (right, port) in [("listens", Int32(machine.listenPort)), ("listens on any port", 0)] {
            var bound: Int32 = 0
            let isListening = ssh_channel_listen_forward(session, "localhost", port, &bound) == SSH_OK
            outcome.note(right, isListening)
            if isListening { _ = ssh_channel_cancel_forward(session, "localhost", port == 0 ? bound : port) }
        }
    }

    private func opens(_ open: (OpaquePointer) -> Int32) -> Bool {
        guard let channel = ssh_channel_new(session) else { return false }
        defer { ssh_channel_free(channel) }
        return open(channel) == SSH_OK
    }

    private func channel(_ body: (OpaquePointer) throws -> Void) throws {
        guard let channel = ssh_channel_new(session) else { throw Trouble("no channel") }
        defer { ssh_channel_free(channel) }
        guard ssh_channel_open_session(channel) == SSH_OK else { throw Trouble("no channel: \(error)") }
        try body(channel)
    }

    private func text(_ channel: OpaquePointer) throws -> String { String(decoding: try bytes(channel), as: UTF8.self) }

    /// All that comes on stdout, until it suffices.
    private func bytes(
        _ channel: OpaquePointer, until isEnough: ([UInt8]) -> Bool = { _ in false }
    ) throws -> [UInt8] {
        var (all, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
        while !isEnough(all) {
            let count = ssh_channel_read_timeout(channel, &chunk, UInt32(chunk.count), 0, 30_000)
            if count > 0 { all += chunk[..<Int(count)] }
            if count > 0 { continue }
            // The end is not told while there is something on stderr.
            while ssh_channel_read_nonblocking(channel, &chunk, UInt32(chunk.count), 1) > 0 {}
            if ssh_channel_is_eof(channel) != 0 { return all }
            throw Trouble("no answer: \(error)")
        }
        return all
    }
}
