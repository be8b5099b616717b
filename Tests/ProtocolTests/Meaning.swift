import ZFS

@testable import Protocol
@testable import TestSupport

/// Translates between frames and the lines of a vector, in both directions.
enum Meaning {
    // MARK: Bytes to lines

    static func lines(_ piece: FrameDecoder.Piece) throws -> [Vector.Line] {
        switch piece {
        case .data(let request, let bytes): header(request, "data") + [Vector.Line(key: "bytes", value: bytes.hex)]
        case .message(let head, let type, let payload):
            try header(head.request, "\(type)") + fields(type, payload).map { Vector.Line(key: $0, value: $1) }
        }
    }

    private static func header(_ request: UInt32, _ type: String) -> [Vector.Line] {
        [Vector.Line(key: "request", value: "\(request)"), Vector.Line(key: "is", value: type)]
    }

    private static func fields(_ type: MessageType, _ payload: [UInt8]) throws -> [(String, String)] {
        switch type {
        case .hello:
            let hello = try Hello(payload: payload)
            return [
                ("oldest", "\(hello.versions.lowerBound)"), ("newest", "\(hello.versions.upperBound)"),
                ("capabilities", "\(hello.capabilities.rawValue)"), ("policy", "\(hello.policy.rawValue)"),
                ("time", "\(hello.time)"), ("id", hello.id), ("software", hello.software), ("zfs", hello.zfsVersion),
            ]
        case .page:
            var reader = PageReader()
            return try reader.read(payload).rows.map { ("row", PageRow.text($0)) }
        case .end: return [("count", "\(try End(payload: payload).count)")]
        case .send:
            let send = try SendRequest(payload: payload)
            return [
                ("flags", "\(send.flags.rawValue)"), ("accepted", "\(send.accepted.rawValue)"),
                ("dataset", "\(send.dataset)"),
                ("base", "\(send.base?.rawValue ?? 0)"),
                ("chain", send.chain.map(\.description).joined(separator: " ")),
            ]
        case .resume:
            let resume = try ResumeRequest(payload: payload)
            return [
                ("flags", "\(resume.flags.rawValue)"), ("accepted", "\(resume.accepted.rawValue)"),
                ("dataset", "\(resume.dataset)"), ("token", resume.token),
            ]
        case .start:
            let start = try HopStart(payload: payload)
            return [("to", "\(start.to)"), ("from", "\(start.from?.rawValue ?? 0)")]
        case .error:
            let failure = try Failure(payload: payload)
            return [
                ("code", "\(failure.code.rawValue)"), ("retry", failure.isRetryable ? "1" : "0"),
                ("text", failure.text),
            ]
        case .confirm:
            let confirmation = try Confirmation(payload: payload)
            return [("dataset", "\(confirmation.dataset)"), ("guid", "\(confirmation.guid)")]
        case .ping, .pong: return [("token", "\(try Echo(payload: payload).token)")]
        case .list, .cancel, .data: return []
        }
    }

    // MARK: Lines to bytes

    struct Unreadable: Error {
        let vector: String
    }

    static func frame(_ vector: Vector) throws -> [UInt8] {
        let request: UInt32 = vector.number("request")
        let flags = StreamFlags(rawValue: vector.number("flags"))
        let accepted = StreamFeatures(rawValue: vector.number("accepted"))
        func given<Value>(_ value: Value?) throws -> Value {
            guard let value else { throw Unreadable(vector: vector.description) }
            return value
        }
        switch vector["is"] {
        case "hello":
            return Hello(
                versions: vector.number("oldest")...vector.number("newest"),
                capabilities: .init(rawValue: vector.number("capabilities")),
                policy: .init(rawValue: vector.number("policy")), time: vector.number("time"), id: vector["id"],
                software: vector["software"], zfsVersion: vector["zfs"]
            ).frame()
        case "list": return FrameHeader(.list, request: request, length: 0).encoded()
        case "page":
            let rows = try vector.all("row").map { try given(PageRow.row($0)) }
            return PageWriter(Listing(rows: rows), request: request).frames.flatMap(\.self)
        case "end": return End(count: vector.number("count")).frame(request: request)
        case "send":
            let chain = try vector["chain"].split(separator: " ").map { try given(Guid($0)) }
            return try given(
                SendRequest(
                    dataset: given(DatasetName(vector["dataset"])), base: Guid(vector["base"]), chain: chain,
                    flags: flags, accepted: accepted)
            ).frame(request: request)
        case "resume":
            return ResumeRequest(
                dataset: try given(DatasetName(vector["dataset"])), token: vector["token"], flags: flags,
                accepted: accepted
            ).frame(request: request)
        case "start":
            return HopStart(to: try given(Guid(vector["to"])), from: Guid(vector["from"])).frame(request: request)
        case "data":
            let bytes = vector["bytes"].fromHex
            return FrameHeader(.data, request: request, length: bytes.count).encoded() + bytes
        case "error":
            let code = try given(Failure.Code(rawValue: vector.number("code")))
            return Failure(code, vector["text"], isRetryable: vector["retry"] == "1").frame(request: request)
        case "confirm":
            return Confirmation(
                dataset: try given(DatasetName(vector["dataset"])), guid: try given(Guid(vector["guid"]))
            ).frame(request: request)
        case "cancel": return ClientMachine().cancel(request)
        case "ping": return ClientMachine().ping(vector.number("token"))
        case "pong": return Echo(token: vector.number("token")).frame(.pong)
        default: throw Unreadable(vector: vector.description)
        }
    }
}
