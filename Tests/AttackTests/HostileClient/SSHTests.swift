import Foundation
import System
import Testing

@testable import TestSupport

extension HostileClient {
    /// A real sshd, with everything on that it can offer.
    @Suite struct OverSSH {
        private static let generous = [
            "AllowTcpForwarding yes", "AllowAgentForwarding yes", "AllowStreamLocalForwarding yes", "X11Forwarding yes",
            "XAuthLocation /bin/true", "PermitTunnel yes", "GatewayPorts clientspecified", "PermitTTY yes",
        ]

        @Test(
            "nothing that ssh offers is given to the key, and all of it to one without a restriction",
            arguments: SSHFeature.all)
        func features(feature: SSHFeature) throws {
            let source = try AttackedSource(sshd: Self.generous)
            let ssh = try AttackersSSH(source.ring)
            Campaign.client.note(
                "what ssh offers", feature.name, breaches: try feature.succeeds(ssh) ? ["he has it"] : [])
            try source.expectUntouched()
            try source.ring.server.authorize(try text(ofFile: "\(source.ring.server.identity).pub"))
            #expect(try feature.succeeds(ssh), "\(feature.name) is no attack")
        }
    }
}
