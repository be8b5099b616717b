/// Stands between the source and `zfs receive` for the length of one stream.
///
/// Nothing passes before the first record has been held against the agreement. After that everything passes but the last
/// record: it alone can make `zfs receive` commit the snapshot, so it waits until the source has said that its `zfs send`
/// ended well.
package struct StreamGate: Sendable {
    private let agreement: StreamAgreement
    private var held: [UInt8] = []
    private var isOpen = false

    package init(_ agreement: StreamAgreement) { self.agreement = agreement }

    /// Takes the next bytes of the stream and returns what may be written now, in order. Parts may be empty.
    ///
    /// - Throws: `StreamRefusal` when the first record is not what was agreed on.
    package mutating func admit(
        _ bytes: ArraySlice<UInt8>
    ) throws(StreamGateError) -> (first: ArraySlice<UInt8>, second: ArraySlice<UInt8>) {
        if !isOpen {
            let missing = StreamHeader.length - held.count
            guard bytes.count >= missing else {
                held += bytes
                return ([], [])
            }
            try check(held + bytes.prefix(missing))
            isOpen = true
        }
        let surplus = held.count + bytes.count - StreamHeader.length
        guard surplus > 0 else {
            held += bytes
            return ([], [])
        }
        let released = held.prefix(surplus)
        let passed = bytes.prefix(surplus - released.count)
        held = Array(held.dropFirst(released.count)) + bytes.dropFirst(passed.count)
        return (released, passed)
    }

    /// The last record, once the source has said that the stream is whole.
    ///
    /// - Throws: `short` when the stream was not even one record long.
    package consuming func finish() throws(StreamGateError) -> [UInt8] {
        guard isOpen, held.count == StreamHeader.length else { throw .short(agreement.snapshot) }
        return held
    }

    private func check(_ record: [UInt8]) throws(StreamGateError) {
        let header: StreamHeader
        do {
            header = try StreamHeader(record)
        } catch { throw .unreadable(agreement.snapshot, error) }
        do {
            try agreement.check(header)
        } catch { throw .refused(error) }
    }
}

/// Why a stream does not reach `zfs receive`.
package enum StreamGateError: Error, Equatable, CustomStringConvertible {
    case refused(StreamRefusal)
    /// The stream does not begin as streams of `zfs send` do.
    case unreadable(SnapshotName, StreamHeaderError)
    /// The stream ended within its first record.
    case short(SnapshotName)

    package var description: String {
        switch self {
        case .refused(let refusal): "\(refusal)"
        case .unreadable(let snapshot, let error): "the stream of \(snapshot) is not one of zfs send: \(error)"
        case .short(let snapshot): "the stream of \(snapshot) ended before it began; nothing was received"
        }
    }
}
