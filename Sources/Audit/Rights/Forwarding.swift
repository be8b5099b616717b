/// One direction of port forwarding: off, or as far as both the key's line and sshd's settings allow it.
package struct Forwarding: Equatable, Sendable {
    package let isOn: Bool
    /// Those of the line; none allows all.
    let byKey: [ForwardTarget]
    /// Those of the settings; `nil` allows all, none nothing.
    let bySettings: [ForwardTarget]?

    /// Whether the client may connect to a port.
    package func allowsConnecting(to host: String, port: Int) -> Bool {
        allows { $0.allowsConnecting(to: host, port: port) }
    }

    /// Whether the client may connect to a Unix socket.
    package func allowsConnecting(to path: String) -> Bool { allows { $0.allowsConnecting(to: path) } }

    /// Whether the client may listen on a port.
    package func allowsListening(on host: String, port: Int) -> Bool {
        allows { $0.allowsListening(on: host, port: port) }
    }

    private func allows(_ matches: (ForwardTarget) -> Bool) -> Bool {
        isOn && (byKey.isEmpty || byKey.contains(where: matches)) && (bySettings?.contains(where: matches) ?? true)
    }
}
