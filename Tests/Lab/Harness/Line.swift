import CLinux
import System

/// A line of one scenario's own to the source: a network namespace with an sshd in it, and a pair of interfaces between,
/// which can swallow every packet or let them through at a crawl.
final class Line {
    let server: OwnServer
    /// The source's address, and ours.
    let (there, here): (String, String)
    private let (namespace, interface): (String, String)

    /// - Parameter options: of its sshd.
    init(_ lab: Lab, options: [String] = []) throws {
        (there, here) = ("10.99.\(lab.number).2", "10.99.\(lab.number).1")
        (namespace, interface) = ("zpull-\(lab.name)", "zpull-\(lab.name)")
        try Tool.run("modprobe", "-a", "veth", "sch_netem")
        try Tool.run("ip", "netns", "add", namespace)
        // Neighbours that are known need not be asked for: who is not answered then says “no route”, and is not silent.
        let script = """
            ip link add \(interface) address 02:00:00:00:00:01 type veth \
                peer name source address 02:00:00:00:00:02 netns \(namespace)
            ip address add \(here)/24 dev \(interface)
            ip -n \(namespace) address add \(there)/24 dev source
            ip link set \(interface) up
            ip -n \(namespace) link set source up
            ip neighbour add \(there) lladdr 02:00:00:00:00:02 dev \(interface)
            ip -n \(namespace) neighbour add \(here) lladdr 02:00:00:00:00:01 dev source
            """
        try Tool.run("/bin/sh", "-ec", script)
        server = try OwnServer(
            port: 22, pidFile: "\(lab.folder)/sshd.pid", options: ["ListenAddress=\(there)"] + options,
            namespace: namespace)
    }

    deinit {
        server.stop(SIGTERM)
        _ = try? Tool.capture("ip", ["link", "delete", interface])
        _ = try? Tool.capture("ip", ["netns", "delete", namespace])
    }

    /// From now on, neither side's packets arrive, and nobody is told.
    func swallow() throws { try shape("loss 100%") }

    /// From now on, so many bits a second pass: `400kbit`.
    func slow(to rate: String) throws { try shape("rate \(rate)") }

    /// From now on, all packets arrive.
    func restore() throws { try shape("delay 0ms") }

    private func shape(_ rule: String) throws {
        let words = rule.split(separator: " ").map(String.init)
        for side in [["-n", namespace, "qdisc", "replace", "dev", "source"], ["qdisc", "replace", "dev", interface]] {
            try Tool.run("tc", side + ["root", "netem"] + words)
        }
    }
}

extension Lab {
    /// `data` with a chain of three, the second of which is long, behind a line of its own.
    ///
    /// - Parameters:
    ///   - serve: further options of `serve`.
    ///   - options: further lines of the source in the configuration.
    ///   - sshd: options of its sshd.
    func pairOnLine(serve: [String] = [], source options: String..., sshd: [String] = []) throws -> Line {
        let line = try Line(self, options: sshd)
        keeps.append(line)
        try create("data")
        try snapshot("data", "one")
        try snapshot("data", "two", bytes: Self.longStream)
        try snapshot("data", "three")
        try allow(["--dataset", "\(source)/data"] + serve, from: line.here)
        try configure(
            datasets: "{ remote: \(source)/data, local: \(target)/data }",
            source: options.joined(separator: "\n                    "))
        let text = String(decoding: try Tool.read(configuration), as: UTF8.self)
        try Tool.write(
            text.replacing("port: \(Machine.port)", with: "port: 22").replacing(
                "host: 127.0.0.1", with: "host: \(line.there)"), to: configuration)
        return line
    }
}
