/// The options before a key in authorized_keys, evaluated in their order as sshd(8) says: `restrict,pty` turns a pty on,
/// `pty,restrict` does not.
package struct KeyOptions: Equatable, Sendable {
    /// `restrict` stands in the line, whatever was turned on after it.
    package internal(set) var isRestricted = false
    package internal(set) var isCertAuthority = false
    package internal(set) var allowsPortForwarding = true
    package internal(set) var allowsAgentForwarding = true
    package internal(set) var allowsX11Forwarding = true
    package internal(set) var allowsPTY = true
    package internal(set) var allowsUserRC = true
    package internal(set) var needsTouch = true
    package internal(set) var needsVerification = false
    package internal(set) var command: String?
    package internal(set) var principals: String?
    package internal(set) var from: AddressPatterns?
    /// Seconds since 1970; of several, the earliest.
    package internal(set) var expiry: Int?
    /// By name, the first of each.
    package internal(set) var environment: [EnvironmentVariable] = []
    package internal(set) var permitOpen: [ForwardTarget] = []
    package internal(set) var permitListen: [ForwardTarget] = []
    /// The device of `tunnel=`.
    package internal(set) var tunnel: String?

    package init() {}

    /// What is still on that a forced command does not need, by the names of the options that take it away.
    package var permissions: [String] {
        [
            (allowsPTY, "pty"), (allowsPortForwarding, "port-forwarding"), (allowsAgentForwarding, "agent-forwarding"),
            (allowsX11Forwarding, "x11-forwarding"), (allowsUserRC, "user-rc"),
        ].filter(\.0).map(\.1)
    }
}

/// A variable that `environment=` sets.
package struct EnvironmentVariable: Equatable, Sendable {
    package let name: String
    package let value: String
}
