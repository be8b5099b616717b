package import ZFS

/// Asks for a chain of snapshots of one dataset, each as the increment from the one before.
package struct SendRequest: Equatable, Sendable {
    package let dataset: DatasetName
    /// The snapshot or bookmark from which the first hop goes; `nil` makes the first hop a full stream.
    package let base: Guid?
    /// The snapshots to send, oldest first; 1 to `Wire.chainLimit`.
    package let chain: [Guid]
    package let flags: StreamFlags
    /// What the receiver can take. A stream that needs more is refused before a byte of it leaves.
    package let accepted: StreamFeatures

    /// `nil` for an empty chain or one that is longer than `Wire.chainLimit`.
    package init?(
        dataset: DatasetName, base: Guid?, chain: [Guid], flags: StreamFlags, accepted: StreamFeatures
    ) {
        guard (1...Wire.chainLimit).contains(chain.count) else { return nil }
        self.dataset = dataset
        self.base = base
        self.chain = chain
        self.flags = flags
        self.accepted = accepted
    }
}

/// Asks for the rest of a stream that was cut: the token is the receiving side's `receive_resume_token`.
package struct ResumeRequest: Equatable, Sendable {
    package let dataset: DatasetName
    /// Untrusted: the server decodes it and checks each field against its policy.
    package let token: String
    package let flags: StreamFlags
    /// As in `SendRequest`.
    package let accepted: StreamFeatures

    package init(dataset: DatasetName, token: String, flags: StreamFlags, accepted: StreamFeatures) {
        self.dataset = dataset
        self.token = token
        self.flags = flags
        self.accepted = accepted
    }
}

/// Tells the server that a snapshot has arrived, so that it may move its cursor there.
package struct Confirmation: Equatable, Sendable {
    package let dataset: DatasetName
    package let guid: Guid

    package init(dataset: DatasetName, guid: Guid) {
        self.dataset = dataset
        self.guid = guid
    }
}

extension SendRequest: Message {
    static let type = MessageType.send

    init(from reader: inout ByteReader) throws(ProtocolViolation) {
        let flags = try reader.streamFlags(.send)
        let accepted = StreamFeatures(rawValue: try reader.uint64())
        let dataset = try reader.dataset(.send)
        let base = Guid(try reader.uint64())
        var chain: [Guid] = []
        let count = Int(try reader.uint16())
        for _ in 0..<count { chain.append(try reader.guid(.send)) }
        guard let request = Self(dataset: dataset, base: base, chain: chain, flags: flags, accepted: accepted)
        else {
            throw .malformed(.send, "a chain of \(count) snapshots, where 1 to \(Wire.chainLimit) are allowed")
        }
        self = request
    }

    func write(to writer: inout ByteWriter) {
        writer.uint8(flags.rawValue)
        writer.uint64(accepted.rawValue)
        writer.string(dataset.description)
        writer.uint64(base?.rawValue ?? 0)
        writer.uint16(UInt16(chain.count))
        for guid in chain { writer.uint64(guid.rawValue) }
    }
}

extension ResumeRequest: Message {
    static let type = MessageType.resume

    init(from reader: inout ByteReader) throws(ProtocolViolation) {
        flags = try reader.streamFlags(.resume)
        accepted = StreamFeatures(rawValue: try reader.uint64())
        dataset = try reader.dataset(.resume)
        token = try reader.string()
    }

    func write(to writer: inout ByteWriter) {
        writer.uint8(flags.rawValue)
        writer.uint64(accepted.rawValue)
        writer.string(dataset.description)
        writer.string(token)
    }
}

extension Confirmation: Message {
    static let type = MessageType.confirm

    init(from reader: inout ByteReader) throws(ProtocolViolation) {
        dataset = try reader.dataset(.confirm)
        guid = try reader.guid(.confirm)
    }

    func write(to writer: inout ByteWriter) {
        writer.string(dataset.description)
        writer.uint64(guid.rawValue)
    }
}

extension ByteReader {
    fileprivate mutating func streamFlags(_ type: MessageType) throws(ProtocolViolation) -> StreamFlags {
        let flags = StreamFlags(rawValue: try uint8())
        guard flags.isSubset(of: .known) else { throw .malformed(type, "unknown stream flags") }
        return flags
    }

    fileprivate mutating func dataset(_ type: MessageType) throws(ProtocolViolation) -> DatasetName {
        guard let name = DatasetName(try string()) else {
            throw .malformed(type, "a dataset's name that ZFS does not take")
        }
        return name
    }

    fileprivate mutating func guid(_ type: MessageType) throws(ProtocolViolation) -> Guid {
        guard let guid = Guid(try uint64()) else { throw .malformed(type, "a guid of zero") }
        return guid
    }
}
