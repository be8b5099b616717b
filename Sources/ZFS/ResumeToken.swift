import Encoding

/// What `receive_resume_token` of a partly received dataset says, decoded (`1-CHECKSUM-LENGTH-HEX`).
///
/// The hex is a zlib stream of a packed nvlist (`get_receive_resume_token_impl` in module/zfs/dsl_dataset.c,
/// `zfs_send_resume_token_to_nvlist` in lib/libzfs/libzfs_sendrecv.c). **Its checksum signs nothing**: whoever holds a
/// token can write another one. `zfs send -t` sends whatever a token names, so each field must be held against what its
/// bearer may have; that this value exists says only that there is one way to read the token.
///
/// `zfs` reads tokens generously: it skips text between the length and the last `-`, and bytes behind the compressed
/// data. All of that is refused here, so that what was checked is what `zfs send -t` acts on.
package struct ResumeToken: Equatable, Sendable, CustomStringConvertible {
    /// The longest token taken, in bytes of text: such a one still fits into a RESUME. Real ones have some hundred.
    package static let maximumLength = 60 << 10
    /// The largest list taken, in bytes. A token of 60 KiB with a list of this size holds thousands of guids.
    package static let maximumList = 64 << 10

    /// What the interrupted send was told, and a resumed one would do again.
    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// `largeblockok`: `send -L`.
        package static let largeBlocks = Flags(rawValue: 1 << 0)
        /// `embedok`: `send -e`.
        package static let embedded = Flags(rawValue: 1 << 1)
        /// `compressok`: `send -c`.
        package static let compressed = Flags(rawValue: 1 << 2)
        /// `rawok`: `send -w`. A token without it asks for an encrypted dataset in clear.
        package static let raw = Flags(rawValue: 1 << 3)
        /// `savedok`: `send -S`, which sends what another receive has left behind.
        package static let saved = Flags(rawValue: 1 << 4)
    }

    /// The token as it came.
    package let text: String
    /// The snapshot being sent, by its name on the source when the send began.
    package let toName: SnapshotName
    /// The snapshot being sent.
    package let to: Guid
    /// The base; `nil` when everything is sent.
    package let from: Guid?
    /// Where to go on: the object's number.
    package let object: UInt64
    /// Where to go on: bytes into the object.
    package let offset: UInt64
    /// How many bytes have been received.
    package let bytes: UInt64
    package let flags: Flags
    /// Flags in the token whose meaning is not known here, in their order. Whoever cannot tell what they make
    /// `zfs send -t` do should refuse a token that has any.
    package let unknownFlags: [String]

    /// Decodes a token. A pure function of the text; memory is bounded by the two limits above.
    package init(parsing text: String) throws(ResumeTokenError) {
        self.text = text
        let fields = try ResumeTokenFields(try Self.list(in: text))
        toName = try fields.toName()
        to = try fields.guid()
        from = Guid(fields.numbers["fromguid"] ?? 0)
        object = try fields.number("object")
        offset = try fields.number("offset")
        bytes = try fields.number("bytes")
        flags = fields.flags
        unknownFlags = fields.unknownFlags
    }

    /// What the token names, without its text: for logs.
    package var description: String {
        let base = from.map { " from guid \($0)" } ?? ""
        return "\(toName) (guid \(to))\(base), at object \(object) offset \(offset), after \(bytes) bytes"
    }

    /// Peels off the text's layers: four parts, hex, checksum, zlib, nvlist.
    private static func list(in text: String) throws(ResumeTokenError) -> PackedNvlist {
        guard text.utf8.count <= maximumLength else { throw .tooLong(text.utf8.count) }
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 4 else { throw .format }
        guard parts[0].elementsEqual("1".utf8) else { throw .version }
        guard let checksum = Hex.number(parts[1]), let length = Hex.number(parts[2]), let data = Hex.bytes(parts[3])
        else {
            throw .format
        }
        guard length <= UInt64(maximumList) else { throw .listTooLong(length) }
        // A token is made in the byte order of the backup host, which need not be that of this machine.
        guard
            checksum == Fletcher4.firstWord(of: data, order: .little)
                || checksum == Fletcher4.firstWord(of: data, order: .big)
        else { throw .checksum }
        let list: [UInt8]
        do { list = try Inflate.zlib(data, limit: Int(length)) } catch { throw .compression(error) }
        guard list.count == Int(length) else { throw .length(said: length, found: list.count) }
        do { return try PackedNvlist(list) } catch { throw .list(error) }
    }
}
