import Foundation
import Protocol
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

extension HostileClient {
    /// A real sshd, with everything on that it can offer.
    @Suite struct OverSSH {
        private static let generous = [
            "AllowTcpForwarding yes", "AllowAgentForwarding yes", "AllowStreamLocalForwarding yes", "X11Forwarding yes",
            "XAuthLocation /bin/true", "GatewayPorts clientspecified", "PermitTTY yes",
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
            try source.ring.server.authorizeAnything()
            #expect(try feature.succeeds(ssh), "\(feature.name) is no attack")
        }

        @Test(
            "“restrict” keeps no network device back, but sshd's PermitTunnel does, which is off by itself",
            arguments: SSHFeature.tunnels)
        func tunnels(feature: SSHFeature) throws {
            let source = try AttackedSource()
            let breaches = try feature.succeeds(AttackersSSH(source.ring)) ? ["he has it"] : []
            Campaign.client.note("what ssh offers", feature.name, breaches: breaches)
            try source.expectUntouched()
            let open = try AttackedSource(sshd: ["PermitTunnel yes"])
            #expect(try feature.succeeds(AttackersSSH(open.ring)), "\(feature.name) is no attack")
        }

        @Test(
            "neither agent nor display of the client's reaches zpull-serve, and both do behind a key without “restrict”",
            arguments: [("-A", "SSH_AUTH_SOCK"), ("-X", "DISPLAY"), ("-Y", "DISPLAY")])
        func sockets(option: String, variable: String) throws {
            let source = try AttackedSource(sshd: Self.generous)
            let ssh = try AttackersSSH(source.ring)
            let agent = try Agent(at: "\(ssh.folder)/agent")
            let environment = ChildProcess.plainEnvironment + ["DISPLAY=127.0.0.1:99", "SSH_AUTH_SOCK=\(agent.path)"]
            let reaches = {
                let session = try ssh.session([option], environment: environment)
                try session.talk { $0.heard.hasBanner }
                let names = try source.environmentOfServer().map { $0.prefix { $0 != "=" } }
                session.closeInput()
                _ = try session.end()
                return names.contains(variable[...])
            }
            Campaign.client.note(
                "what ssh offers", "\(variable) by \(option)", breaches: try reaches() ? ["zpull-serve has it"] : [])
            try source.expectUntouched()
            let line = try text(ofFile: "\(source.ring.folder)/authorized_keys")
            try source.ring.server.authorize(line.replacing("restrict,", with: ""))
            #expect(try reaches(), "\(option) is no attack")
        }

        @Test("what a client sets in the environment, and sshd accepts, does not reach zfs")
        func environment() throws {
            // Not what a shell acts on, BASH_ENV for one: the account's shell starts zpull-serve.
            let names = [
                "LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "LD_DEBUG", "GLIBC_TUNABLES", "MALLOC_TRACE", "LANG",
                "LC_ALL",
                "LC_PAPER", "NLSPATH", "TZ", "TMPDIR", "UMEM_DEBUG", "ZFS_COLOR", "ZFS_SEND_UNENCRYPTED_OK",
                "ZPOOL_VDEV_NAME_PATH",
                "LIBZFS_DEBUG", "SWIFT_BACKTRACE", "SSH_AUTH_SOCK", "PYTHONPATH",
            ]
            let source = try AttackedSource(sshd: Self.generous + ["AcceptEnv \(names.joined(separator: " "))"])
            let ssh = try AttackersSSH(source.ring)
            try source.ring.source.fail("list: stall")
            let values = names.map { "\($0)=/tmp/attack" }
            let session = try ssh.session(["-o", "SetEnv=\(values.joined(separator: " "))"])
            #expect(try session.greet())
            #expect(Set(values).isSubset(of: try source.environmentOfServer()), "sshd did not accept them")
            session.write(Frame(.list, request: 1).bytes)
            try session.talk { _ in true }
            let zfs = try source.ring.sourceEvents.next("list stall").process
            let reached = try Self.environment(of: zfs)
            for value in values {
                Campaign.client.note(
                    "what ssh offers", "the variable \(value)", breaches: reached.filter { $0 == value })
            }
            #expect(reached == ChildProcess.plainEnvironment)
            session.hangUp()
            _ = try session.end()
            try source.expectUntouched()
        }

        fileprivate static func environment(of process: Int32) throws -> [String] {
            try text(ofFile: "/proc/\(process)/environ").split(separator: "\0").map(String.init)
        }

        @Test("whatever command is asked for, there is zpull-serve's banner and nothing else")
        func commands() throws {
            let source = try AttackedSource()
            let ssh = try AttackersSSH(source.ring)
            let master = try Master(ssh)
            var random = Seed.random
            let mark = "\(ssh.folder)/mark"
            for command in Commands.all(&random) {
                let run = try master.run(["--", "127.0.0.1", command.replacing("MARK", with: mark)])
                let breaches =
                    run.output == "ZPULL 1\n" && run.error.isEmpty ? [] : ["he heard \(run.output)\(run.error)"]
                Campaign.client.note(
                    "SSH_ORIGINAL_COMMAND", command,
                    breaches: breaches + (access(mark, F_OK) == 0 ? ["the command was run"] : []))
            }
            #expect(try source.ring.source.calls().isEmpty)
            try source.expectUntouched()
            // The same line with the command in the place of the original: what the mark would look like.
            try source.ring.server.authorizeAnything()
            _ = try ssh.run(["127.0.0.1", "touch \(mark)"])
            #expect(access(mark, F_OK) == 0)
        }

        @Test("--max-sessions holds, however many come at once")
        func sessions() throws {
            let source = try AttackedSource(policy: AttackedSource.policy + ["--max-sessions", "3"])
            let ssh = try AttackersSSH(source.ring)
            let sessions = try (0..<15).map { _ in try ssh.session() }
            // Each says hello as soon as it may; who is refused learns it instead.
            for session in sessions { #expect(try session.greet()) }
            let count = sessions.count { $0.isServed }
            #expect(count > 0)
            for number in 4...15 {
                Campaign.client.note(
                    "many sessions at once", "session \(number)",
                    breaches: count >= number ? ["\(count) are served"] : [])
            }
            for session in sessions {
                session.closeInput()
                _ = try session.end()
            }
            try source.expectUntouched()
            let open = try AttackedSource(policy: AttackedSource.policy)
            let other = try (0..<4).map { _ in try AttackersSSH(open.ring).session() }
            #expect(try other.allSatisfy { try $0.greet() && $0.isServed })
        }

        @Test("some of each class, made again through sshd, come to nothing there too")
        func classes() throws {
            let source = try AttackedSource()
            let ssh = try AttackersSSH(source.ring)
            try source.note(source.play(AllAttacks.sample(source), through: Self.ssh(source)))
            try source.note(Volley.all(source).map { try $0.play(in: ssh.session(), count: 3008) })
            let calls = try source.ring.source.calls(of: "list")
            #expect(!calls.isEmpty, "no attempt got as far as zfs")
        }

        @Test("some of each class that takes another source, through sshd")
        func otherClasses() throws {
            let raw = try AttackedSource(policy: RawAttacks.policy, encrypted: RawAttacks.encrypted)
            try raw.note(raw.play(RawAttacks.attempts(raw).sample(4), through: Self.ssh(raw)))
            let slow = try AttackedSource(policy: AttackedSource.policy + ["--idle", "1"])
            try slow.note(slow.play(SlowAttacks.silent.sample(6), through: Self.ssh(slow)))
            try slow.note(Flood.all.map { try $0.play(in: AttackersSSH(slow.ring).session()) })
            let busy = try AttackedSource()
            try busy.ring.source.fail("send: stall after 5000 bytes")
            let ssh = try AttackersSSH(busy.ring)
            try busy.note(Interference.acts(busy).map { try Interference.play($0, on: busy, in: ssh.session()) })
        }

        /// What is run for each attempt.
        private static func ssh(_ source: AttackedSource) throws -> @Sendable (Int) -> [String] {
            let command = ["/usr/bin/ssh"] + (try AttackersSSH(source.ring).options) + ["127.0.0.1"]
            return { _ in command }
        }
    }
}

extension SSHServer {
    /// The key without any restriction.
    func authorizeAnything() throws { try authorize(try text(ofFile: "\(identity).pub")) }
}

extension AttackedSource {
    /// What the kernel gave to the one zpull-serve that runs for this source.
    func environmentOfServer() throws -> [String] {
        let program = try Programs.serve()
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
        let servers = processes.filter { process in
            let line = try? text(ofFile: "/proc/\(process)/cmdline")
            return line?.hasPrefix("\(program)\0serve") == true && line?.contains(ring.source.zfs) == true
        }
        return try HostileClient.OverSSH.environment(of: #require(servers.first))
    }
}
