import ZFS

@testable import Protocol

/// The client of the recorded session: a machine, and what it asks when.
struct ScriptedClient {
    private(set) var machine = ClientMachine()
    /// All that the client has written.
    private(set) var output: [UInt8] = []
    /// What it heard, with the data of a hop joined, in whatever pieces it came.
    private(set) var events: [ClientMachine.Event] = []
    private var hasPinged = false

    static let token = "1-e604ea4bf-e0-789c636064000310a50061"

    mutating func receive(_ bytes: ArraySlice<UInt8>) throws(ProtocolViolation) {
        var input = bytes
        while let event = try machine.next(from: &input) {
            note(event)
            try react(to: event)
        }
    }

    private mutating func react(to event: ClientMachine.Event) throws(ProtocolViolation) {
        switch event {
        case .banner:
            output += machine.greeting(
                Hello(time: 1_700_000_000, id: "backup", software: "zpull-client 0.1.0", zfsVersion: "2.1.11"))
        case .hello: output += try machine.list().frame
        case .listed(request: 1):
            output += try machine.send(Sample.send).frame
            let resume = ResumeRequest(
                dataset: Sample.data, token: Self.token, flags: .plain, accepted: Sample.accepted)
            output += try machine.resume(resume).frame
        case .hopEnded(request: 3, _, _):
            output += try machine.confirm(Confirmation(dataset: Sample.data, guid: Sample.wednesday)).frame
        case .confirmed(request: 4):
            output += try machine.send(Self.full(Sample.data)).frame
            output += try machine.list().frame
        case .data(request: 5, _) where !hasPinged:
            hasPinged = true
            output += machine.ping(0x1234)
        case .pong: output += machine.cancel(6) + machine.cancel(5)
        case .failed(request: 6, _): output += try machine.send(Self.full(sure(DatasetName("tank/other")))).frame
        default: break
        }
    }

    private mutating func note(_ event: ClientMachine.Event) {
        if case .data(let request, let part) = event, case .data(request, let whole)? = events.last {
            events[events.count - 1] = .data(request: request, whole + part)
        } else {
            events.append(event)
        }
    }

    static func full(_ dataset: DatasetName) -> SendRequest {
        sure(SendRequest(dataset: dataset, base: nil, chain: [Sample.monday], flags: .plain, accepted: Sample.accepted))
    }
}
