/// The first frame of each side: who it is and what it can do.
package struct Hello: Equatable, Sendable {
    /// What a side can do beyond version 1's minimum; unknown bits are ignored.
    package struct Capabilities: OptionSet, Equatable, Sendable {
        package let rawValue: UInt32
        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// The server takes RESUME.
        package static let resume = Capabilities(rawValue: 1 << 0)
        /// The server keeps a cursor, and wants a CONFIRM for what has been received.
        package static let confirm = Capabilities(rawValue: 1 << 1)
        /// The server has shut itself in with Landlock.
        package static let landlock = Capabilities(rawValue: 1 << 2)
        /// The server has given up system calls with seccomp.
        package static let seccomp = Capabilities(rawValue: 1 << 3)
    }

    /// What the source's administrator has laid down; a client sends none.
    package struct Policy: OptionSet, Equatable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Encrypted datasets leave as raw streams only.
        package static let raw = Policy(rawValue: 1 << 0)
        /// Unencrypted datasets may leave although the policy is raw.
        package static let allowPlain = Policy(rawValue: 1 << 1)
    }

    package let versions: ClosedRange<UInt16>
    package let capabilities: Capabilities
    package let policy: Policy
    /// Seconds since 1970 by the sender's clock.
    package let time: UInt64
    /// The name of the key or the host, for logs.
    package let id: String
    /// The program and its release, such as `zpull-serve 0.1.0`.
    package let software: String
    /// The version of the OpenZFS module, such as `2.1.11-1+deb12u1`; empty when unknown.
    package let zfsVersion: String

    /// Names are cut, and characters that cannot be shown replaced, as the other side would refuse them.
    package init(
        versions: ClosedRange<UInt16> = Wire.versions, capabilities: Capabilities = [], policy: Policy = [],
        time: UInt64, id: String, software: String, zfsVersion: String
    ) {
        self.versions = versions
        self.capabilities = capabilities
        self.policy = policy
        self.time = time
        self.id = Self.name(id)
        self.software = Self.name(software)
        self.zfsVersion = Self.name(zfsVersion)
    }

    private static func name(_ text: String) -> String {
        text.replacingControlCharacters().truncated(toUTF8: Wire.nameLimit)
    }

    /// The newest version that both sides speak.
    func agreedVersion() throws(ProtocolViolation) -> UInt16 {
        let common = versions.clamped(to: Wire.versions)
        guard versions.overlaps(Wire.versions) else { throw .noCommonVersion(theirs: versions) }
        return common.upperBound
    }
}

extension Hello: Message {
    static let type = MessageType.hello

    init(from reader: inout ByteReader) throws(ProtocolViolation) {
        let (oldest, newest) = (try reader.uint16(), try reader.uint16())
        guard oldest <= newest else { throw .malformed(.hello, "versions \(oldest) to \(newest)") }
        versions = oldest...newest
        capabilities = Capabilities(rawValue: try reader.uint32())
        policy = Policy(rawValue: try reader.uint8())
        time = try reader.uint64()
        id = try reader.name()
        software = try reader.name()
        zfsVersion = try reader.name()
        // What follows was added by a later version.
        reader.skipRest()
    }

    func write(to writer: inout ByteWriter) {
        writer.uint16(versions.lowerBound)
        writer.uint16(versions.upperBound)
        writer.uint32(capabilities.rawValue)
        writer.uint8(policy.rawValue)
        writer.uint64(time)
        writer.string(id)
        writer.string(software)
        writer.string(zfsVersion)
    }
}

extension ByteReader {
    /// A string of at most `Wire.nameLimit` bytes without control characters.
    fileprivate mutating func name() throws(ProtocolViolation) -> String {
        let text = try string()
        guard text.utf8.count <= Wire.nameLimit, text.isPrintable else {
            throw .malformed(.hello, "a name that is too long or holds control characters")
        }
        return text
    }
}
