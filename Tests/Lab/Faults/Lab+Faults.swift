import CLinux
import System

/// A run that stands still, and all who take part in it.
struct HeldRun {
    let client: RunningClient
    /// Who has stopped: the relay, or a `zfs` that waits.
    let held: Process
    let serve: Process?
    /// The processes of sshd for this session.
    let session: [Process]
}

extension Lab {
    var faults: Faults { Faults("\(folder)/faults") }

    /// As long as a cut needs it to be: more than all pipes and sockets between the two `zfs` hold together.
    static let longStream = 4 << 20

    /// `data` with a chain of three, the second of which is long, and sessions that can be stopped.
    func pairWithFaults(serve: [String] = [], source options: String = "", top: String = "") throws {
        try faults.make()
        try create("data")
        try snapshot("data", "one")
        try snapshot("data", "two", bytes: Self.longStream)
        try snapshot("data", "three")
        try allow(["--dataset", "\(source)/data"] + serve, program: faults.relay)
        try configure(datasets: "{ remote: \(source)/data, local: \(target)/data }", source: options, top: top)
    }

    // MARK: When

    func start(_ arguments: String...) throws -> RunningClient {
        try RunningClient(arguments, configuration: configuration, files: "\(folder)/running")
    }

    /// Starts a run and waits until its session stands still at the point.
    func hold(at point: CutPoint) throws -> HeldRun {
        try faults.stop(at: point)
        return try startHeld { client, relay, server in
            HeldRun(client: client, held: relay, serve: server, session: relay.session)
        }
    }

    /// Starts a run and waits until it stands still in the middle of the long stream, and `zfs receive` has some of it.
    func holdInLongStream() throws -> HeldRun {
        let run = try hold(at: .stream(2, after: Self.longStream / 2))
        try waitUntilReceived(Self.longStream / 4, by: run.client)
        return run
    }

    /// Waits until the client's `zfs receive` has read so much: what passes the relay is ahead of it.
    func waitUntilReceived(_ bytes: Int, by client: RunningClient) throws {
        try eventually("a zfs receive that has read \(bytes) bytes") {
            Process(client.identifier)?.zfs("receive").flatMap { $0.bytesRead >= bytes ? true : nil }
        }
    }

    /// Starts a run and waits until a `zfs COMMAND` of the source, or of this machine, is about to begin.
    func hold(before command: String) throws -> HeldRun {
        try faults.stop(before: command)
        return try startHeld { client, zfs, parent in
            let isOurs = parent.identifier == client.identifier
            // Between the server and its sshd stands the relay.
            let session = isOurs ? [] : Process(parent.parent)?.session ?? []
            return HeldRun(client: client, held: zfs, serve: isOurs ? nil : parent, session: session)
        }
    }

    private func startHeld(
        _ make: (RunningClient, _ first: Process, _ second: Process) -> HeldRun
    ) throws -> HeldRun {
        let held = try faults.held()
        let client = try start("run", "--verbose")
        var entries = [PollEntry(held.number, POLLIN), PollEntry(client.descriptor, POLLIN)]
        let isInTime = try Poll.wait(&entries, until: .now + .seconds(60))
        var line = [UInt8](repeating: 0, count: 64)
        guard isInTime, entries[0].isReadable, case .bytes(let count) = try IO.read(held.number, into: &line) else {
            throw Unmet("the run did not come to where it was to stop: \(client.error)")
        }
        let identifiers = String(decoding: line[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace)
        let processes = identifiers.compactMap { Int32($0) }.compactMap(Process.init)
        guard processes.count == 2 else { throw Unmet("who stopped is gone: \(identifiers)") }
        return make(client, processes[0], processes[1])
    }

    // MARK: Then

    /// Nothing of this scenario runs any more, on either side.
    func expectNoProcess(of session: [Process] = [], within time: Duration = .seconds(20)) throws {
        let marks = ["\(source)/", "\(target)/", "--id \(name) ", "\(folder)/"]
        var left: [Process] = []
        do {
            try eventually("an end of all processes", within: time) { () -> Bool? in
                left = Process.all.filter { process in
                    marks.contains { process.commandLine.contains($0) } && !process.isListener
                        || session.contains { $0.identifier == process.identifier }
                }
                return left.isEmpty ? true : nil
            }
        } catch { throw Unmet("left: \(left)") }
    }

    /// The resume token of our `data`; `nil` when there is none.
    func token() throws -> String? {
        let captured = try Tool.capture(
            "zfs", ["get", "-H", "-o", "value", "receive_resume_token", "\(target)/data"])
        let text = String(decoding: captured.output, as: UTF8.self).filter { !$0.isNewline }
        return text.hasPrefix("1-") ? text : nil
    }

    /// Our snapshots of `data`, name and guid; none when the dataset is not there.
    func received() throws -> [String] {
        let listed = try Tool.capture("zfs", ["list", "\(target)/data"])
        return listed.ending.isSuccess ? try snapshots("\(target)/data") : []
    }

    /// Whether we have these of `data`, and no others.
    func hasReceived(_ names: [String]) throws -> Bool {
        try received().map { String($0.prefix { $0 != "\t" }) } == names
    }

    func expectReceived(_ names: String...) throws {
        try expect(try hasReceived(names), "\(names) were expected here")
    }

    /// The next run ends what was cut, and both ends agree then.
    ///
    /// - Parameter isResumed: whether it must go on in the middle of a stream, and so fetch less than the whole; `nil` where
    ///   either may be.
    func expectNextRunCompletes(resuming isResumed: Bool? = false) throws {
        let hasToken = try token() != nil
        if let isResumed { try expect(hasToken == isResumed, "a resume token is \(hasToken ? "there" : "missing")") }
        let run = try pull()
        try expectSynced()
        try expect(try token() == nil, "a resume token is left")
        guard isResumed == true else { return }
        let (amount, whole) = (try mebibytes(of: run), Double(Self.longStream >> 20))
        try expect(amount < whole * 0.9, "\(amount) MiB came: the stream did not go on from where it was cut")
    }

    /// What a run says that it received in all: `done: 2 snapshots received, 3.1 MiB (0.2 s)`.
    private func mebibytes(of run: ClientRun) throws -> Double {
        let words = run.error.split(whereSeparator: \.isWhitespace)
        guard let place = words.lastIndex(of: "received,"), words.count > place + 2,
            let amount = Double(words[place + 1])
        else { throw Unmet("how much was received is not said: \(run.error)") }
        return words[place + 2] == "MiB" ? amount : amount / 1024
    }
}
