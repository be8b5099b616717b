/// What sshd lets the holder of a key do, by the line that accepts the key and by sshd's settings.
///
/// The settings of two machines differ, so a right here is what sshd does not refuse: whether a forwarded port answers, or
/// xauth is installed, is another matter. AllowUsers, DenyUsers, RevokedKeys and the like are not counted on.
package struct KeyRights: Equatable, Sendable {
    /// What runs when the client asks for a shell or a command.
    package enum Program: Equatable, Sendable {
        /// The account's shell, and whatever command the client asks for.
        case clients
        case forced(String)
        /// Files by sftp, whatever subsystem is asked for; nothing else.
        case sftp
    }

    package let program: Program
    /// Subsystems that can be asked for; with a forced program it is that which runs in their place.
    package let subsystems: [String]
    package let hasPTY: Bool
    /// Connections of the client's through this machine.
    package let localForwarding: Forwarding
    /// Ports of this machine that the client listens on.
    package let remoteForwarding: Forwarding
    /// Connections to this machine's Unix sockets.
    package let localSockets: Forwarding
    /// Unix sockets of this machine that the client listens on.
    package let remoteSockets: Bool
    package let agentForwarding: Bool
    package let x11Forwarding: Bool
    package let tunnel: Bool
    package let userRC: Bool
    /// Variables that the line sets.
    package let environment: [EnvironmentVariable]

    package init(_ options: KeyOptions, _ settings: SSHDSettings) {
        program = Program(options, settings)
        subsystems = settings.subsystems
        hasPTY = options.allowsPTY && settings.isOn("permittty")
        let canForward = options.allowsPortForwarding && !settings.isOn("disableforwarding")
        localForwarding = Forwarding(
            isOn: canForward && settings.forwards("allowtcpforwarding", "local"),
            byKey: options.permitOpen, bySettings: settings.targets("permitopen"))
        remoteForwarding = Forwarding(
            isOn: canForward && settings.forwards("allowtcpforwarding", "remote"),
            byKey: options.permitListen, bySettings: settings.targets("permitlisten"))
        // The same lists hold for sockets, and without AllowTcpForwarding they let nothing pass.
        localSockets = Forwarding(
            isOn: localForwarding.isOn && settings.forwards("allowstreamlocalforwarding", "local"),
            byKey: options.permitOpen, bySettings: settings.targets("permitopen"))
        remoteSockets = remoteForwarding.isOn && settings.forwards("allowstreamlocalforwarding", "remote")
        agentForwarding =
            options.allowsAgentForwarding && settings.isOn("allowagentforwarding")
            && !settings.isOn("disableforwarding")
        x11Forwarding =
            options.allowsX11Forwarding && settings.isOn("x11forwarding") && !settings.isOn("disableforwarding")
        // `restrict` does not take it away, and tunnel= only chooses the device.
        tunnel = settings.isOn("permittunnel")
        userRC =
            options.allowsUserRC && settings.isOn("permituserrc") && settings.path("forcecommand") == nil
            && program != .sftp
        environment = options.environment.filter { settings.permitsVariable($0.name) }
    }

    /// Whether nothing but the forced command is left.
    package var isConfined: Bool {
        guard case .forced = program else { return false }
        return extras.isEmpty
    }

    /// What the client gets beside the program, in words.
    package var extras: [String] {
        [
            (hasPTY, "a pty"), (localForwarding.isOn, "connections through this machine"),
            (remoteForwarding.isOn, "ports of this machine"), (localSockets.isOn, "connections to Unix sockets"),
            (remoteSockets, "Unix sockets of its own"), (agentForwarding, "agent forwarding"),
            (x11Forwarding, "X11 forwarding"), (tunnel, "a tunnel"), (userRC, "~/.ssh/rc"),
            (!environment.isEmpty, "variables: " + environment.map(\.name).joined(separator: ", ")),
        ].filter(\.0).map(\.1)
    }
}

extension KeyRights.Program: CustomStringConvertible {
    /// ForceCommand goes before `command=`.
    init(_ options: KeyOptions, _ settings: SSHDSettings) {
        guard let command = settings.path("forcecommand") ?? options.command else {
            self = .clients
            return
        }
        let name = command.prefix { $0 != " " && $0 != "\t" }
        self = name == "internal-sftp" ? .sftp : .forced(command)
    }

    package var description: String {
        switch self {
        case .clients: "a shell and any command"
        case .forced(let command): "only “\(command)”"
        case .sftp: "files by sftp"
        }
    }
}
