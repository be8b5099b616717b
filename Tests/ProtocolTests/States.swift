import ZFS

@testable import Protocol

/// Unwraps what a test has made itself and knows to be there.
func sure<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("a test's own value is wrong") }
    return value
}

/// What the tests' requests and answers speak of.
enum Sample {
    static let data = sure(DatasetName("tank/data"))
    static let monday = sure(Guid(0xa1a1_a1a1_a1a1_a1a1))
    static let tuesday = sure(Guid(0xb2b2_b2b2_b2b2_b2b2))
    static let wednesday = sure(Guid(0xc3c3_c3c3_c3c3_c3c3))
    static let hello = Hello(time: 0, id: "test", software: "tests", zfsVersion: "")
    /// What a pool of OpenZFS 2.1 takes.
    static let accepted = StreamFeatures(rawValue: 0x0bdb_0004)
    static let send = sure(
        SendRequest(dataset: data, base: monday, chain: [tuesday, wednesday], flags: .plain, accepted: accepted))
    static let resume = ResumeRequest(dataset: data, token: "1-0-0-0", flags: .plain, accepted: accepted)
    static let confirmation = Confirmation(dataset: data, guid: tuesday)
    static let firstHop = HopStart(to: tuesday, from: monday)
    static let secondHop = HopStart(to: wednesday, from: tuesday)
    static let row = Listing(datasets: [Dataset(name: data, kind: .filesystem, guid: monday)])

    /// A whole frame of each type whose payload nothing is wrong with; END counts nothing.
    static func frame(_ type: MessageType, request: UInt32) -> [UInt8] {
        switch type {
        case .hello: hello.frame(request: request)
        case .list, .cancel: FrameHeader(type, request: request, length: 0).encoded()
        case .page: PageWriter(row, request: request).frames[0]
        case .end: End(count: 0).frame(request: request)
        case .send: send.frame(request: request)
        case .resume: resume.frame(request: request)
        case .start: firstHop.frame(request: request)
        case .data: FrameHeader(.data, request: request, length: 1).encoded() + [7]
        case .error: Failure(.busy, "later", isRetryable: true).frame(request: request)
        case .confirm: confirmation.frame(request: request)
        case .ping, .pong: FrameHeader(type, request: request, length: 8).encoded() + [0, 0, 0, 0, 0, 0, 0, 9]
        }
    }
}

/// The server's states, as Vectors/README.md names them, and one in which it is answering a request.
enum ServerState: String, CaseIterable {
    case banner, hello, greeted, open, answering

    func machine() throws -> ServerMachine {
        var machine = ServerMachine()
        if self == .banner { return machine }
        _ = try machine.events(of: Wire.banner)
        if self == .hello { return machine }
        _ = try machine.events(of: Sample.hello.frame())
        if self == .greeted { return machine }
        _ = machine.takeRequest()
        _ = machine.hello(Sample.hello)
        if self == .open { return machine }
        _ = try machine.events(of: Sample.frame(.send, request: 1))
        _ = machine.takeRequest()
        return machine
    }
}

/// The client's states, as Vectors/README.md names them.
enum ClientState: String, CaseIterable {
    case banner, hello, idle, list, send, hop, resume, confirmation

    func machine() throws -> ClientMachine {
        var machine = ClientMachine()
        if self == .banner { return machine }
        _ = try machine.events(of: Wire.banner)
        if self == .hello { return machine }
        _ = try machine.events(of: Sample.hello.frame())
        switch self {
        case .banner, .hello, .idle: break
        case .list: _ = try machine.list()
        case .send: _ = try machine.send(Sample.send)
        case .hop:
            _ = try machine.send(Sample.send)
            _ = try machine.events(of: Sample.firstHop.frame(request: 1))
        case .resume: _ = try machine.resume(Sample.resume)
        case .confirmation: _ = try machine.confirm(Sample.confirmation)
        }
        return machine
    }
}

/// Either machine: what reads bytes and finds something in them.
protocol Reading {
    associatedtype Found: Equatable
    mutating func next(from input: inout ArraySlice<UInt8>) throws(ProtocolViolation) -> Found?
}

extension ServerMachine: Reading {}
extension ClientMachine: Reading {}

extension Reading {
    /// Everything that the bytes bring, given in pieces of at most `size`.
    mutating func events(of bytes: [UInt8], inPiecesOf size: Int = .max) throws(ProtocolViolation) -> [Found] {
        var found: [Found] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            var piece = rest.prefix(size)
            rest = rest.dropFirst(piece.count)
            while let event = try next(from: &piece) { found.append(event) }
        }
        return found
    }

    /// What is wrong with the bytes; `nil` when they are taken.
    func violation(of bytes: [UInt8], inPiecesOf size: Int = .max) -> ProtocolViolation? {
        var machine = self
        do {
            _ = try machine.events(of: bytes, inPiecesOf: size)
            return nil
        } catch { return error }
    }
}
