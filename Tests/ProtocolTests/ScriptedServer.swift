import ZFS

@testable import Protocol

/// The server of the recorded session: a machine, and what it answers to each request.
struct ScriptedServer {
    private(set) var machine = ServerMachine()
    /// All that the server has written.
    private(set) var output = ServerMachine.greeting
    private(set) var events: [ServerMachine.Event] = []
    private(set) var steps: [ServerMachine.Step] = []

    private static let listing = Listing(datasets: [
        Dataset(
            name: Sample.data, kind: .filesystem, guid: sure(Guid(0x1122_3344_5566_7788)),
            snapshots: [
                Snapshot(
                    name: sure(ShortName("monday")), guid: Sample.monday, createTxg: 100, creation: 1_700_000_000,
                    referenced: 262144, written: 262144),
                Snapshot(
                    name: sure(ShortName("tuesday")), guid: Sample.tuesday, createTxg: 200, creation: 1_700_086_400,
                    referenced: 262400, written: 4096),
                Snapshot(
                    name: sure(ShortName("wednesday")), guid: Sample.wednesday, createTxg: 300, creation: 1_700_172_800,
                    referenced: 262656, written: 4096),
            ])
    ])

    mutating func receive(_ bytes: ArraySlice<UInt8>) throws(ProtocolViolation) {
        var input = bytes
        while let step = try machine.next(from: &input) {
            steps.append(step)
            switch step {
            case .reply(let frame): output += frame
            case .cancelled(isCurrent: true): output += machine.fail(.cancelled)
            case .cancelled(isCurrent: false), .requestWaits: break
            }
            try answer()
        }
    }

    private mutating func answer() throws(ProtocolViolation) {
        while let (event, reply) = machine.takeRequest() {
            output += reply
            guard let event else { continue }
            events.append(event)
            switch event {
            case .hello:
                output += machine.hello(
                    Hello(
                        capabilities: [.resume], time: 1_700_000_002, id: "backup1", software: "zpull-serve 0.1.0",
                        zfsVersion: "2.1.11"))
            case .list: for frame in try machine.list(Self.listing) { output += frame }
            case .send(let send) where send.dataset != Sample.data:
                output += machine.fail(
                    Failure(.noSuchDataset, "\(send.dataset) does not exist, or this key may not see it"))
            case .send(let send) where send.base == nil:
                // It takes long, and ends only when it is cancelled.
                try begin(HopStart(to: send.chain[0], from: nil), ["slow"])
            case .send(let send):
                var base = send.base
                for guid in send.chain {
                    let isSecond = guid == Sample.wednesday
                    try begin(HopStart(to: guid, from: base), isSecond ? ["stream two"] : ["stream ", "one"])
                    output += try machine.endHop()
                    base = guid
                }
            case .resume:
                try begin(HopStart(to: Sample.monday, from: nil), ["rest"])
                output += try machine.endHop()
            case .confirm: output += try machine.confirmed()
            }
        }
    }

    private mutating func begin(_ start: HopStart, _ stream: [String]) throws(ProtocolViolation) {
        output += try machine.start(start)
        for piece in stream { output += try machine.data(length: piece.utf8.count) + Array(piece.utf8) }
    }
}
