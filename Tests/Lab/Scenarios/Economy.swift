/// What a run costs in processes.
let economy = [
    Scenario("a run starts one zfs list a side, one send and one receive for each hop, and no shell but sshd's own") {
        lab in
        // Where the target is there already; before, its parent is looked at too (Targets.swift).
        try lab.pair(recursive: true, snapshots: ["zero"])
        try lab.pull()
        try lab.snapshot("data", "one", "two")
        try lab.create("data/child")
        try lab.zfs("snapshot", "\(lab.source)/data/child@one")
        let trace = "/run/zpull-lab/\(lab.name)/trace"
        // An sshd of this scenario's own, so that nobody else's sessions are traced.
        let port = Machine.port + 1
        let script = """
            strace -f -qq -e trace=execve -e signal=none -o \(trace).source /usr/sbin/sshd -D \
                -f \(Machine.folder)/sshd_config -p \(port) -o PidFile=\(trace).pid & tracer=$!
            until [ -s \(trace).pid ]; do :; done
            strace -f -qq -e trace=execve -e signal=none -o \(trace).backup setpriv \
                \(Lab.as(Machine.receiveUser).joined(separator: " ")) \(Machine.client) run --config \(lab.configuration)
            status=$?; kill $(cat \(trace).pid); wait $tracer; exit $status
            """
        let configuration = String(decoding: try Tool.read(lab.configuration), as: UTF8.self)
        try Tool.write(
            configuration.replacing("port: \(Machine.port)", with: "port: \(port)"), to: lab.configuration)
        try Tool.run("timeout", "60", "/bin/bash", "-c", script)
        let executed = try ["source", "backup"].map { try Trace("\(trace).\($0)") }
        try lab.expect(executed[0].count("zfs list") == 1 && executed[1].count("zfs list") == 1, "\(executed)")
        try lab.expect(executed[0].count("zfs send") == 3 && executed[1].count("zfs receive") == 3, "\(executed)")
        try lab.expect(executed[1].count("sh") == 0, "the client started a shell: \(executed[1])")
        try lab.expect(executed[0].count("sh") == 1, "more shells than sshd's: \(executed[0])")
        try lab.expect(executed[1].count("zfs get") == 1, "the guids are read back in one call: \(executed[1])")
        try lab.expectSynced()
    }
]

/// The programs that strace saw started, each as its name and first argument.
private struct Trace: CustomStringConvertible {
    private let started: [String]

    init(_ path: String) throws {
        started = String(decoding: try Tool.read(path), as: UTF8.self).split(separator: "\n").compactMap { line in
            guard line.contains(" = 0"), let open = line.firstIndex(of: "[") else { return nil }
            let words = line[open...].split(separator: "\"", omittingEmptySubsequences: false)
            guard words.count > 1, let program = words[1].split(separator: "/").last else { return nil }
            return words.count > 3 ? "\(program) \(words[3])" : String(program)
        }
    }

    func count(_ command: String) -> Int {
        started.filter {
            $0 == command || command == "sh" && ["sh", "bash", "dash"].contains($0.split(separator: " ").first)
        }
        .count
    }

    var description: String { started.joined(separator: ", ") }
}
