@testable import ZFS

extension FuzzTarget {
    /// A byte that says what was agreed on, and a stream: its first record of 312 bytes, and what follows.
    static let stream = FuzzTarget(
        name: "stream",
        seeds: {
            let files = try Fixtures.files(in: "ZFSTests/Fixtures/streams", endingIn: ".bin")
            let records = files.filter { $0.count == StreamHeader.length }.map { [0] + $0 }
            return records + records.map { $0 + $0.dropFirst() }
        }
    ) { bytes in
        guard let choice = bytes.first else { return }
        let stream = Array(bytes.dropFirst())
        let header = try? StreamHeader(stream.prefix(StreamHeader.length))
        if let header {
            let written = header.encoded(order: choice & 8 == 0 ? .little : .big)
            require((try? StreamHeader(written)) == header, "a record that is written is read as it was")
        }
        let agreement = Self.agreement(of: header, but: choice)
        let whole = Passage(of: [stream[...]], through: StreamGate(agreement))
        require(whole == Passage(of: stream.pieces, through: StreamGate(agreement)), "what passes hangs on no piece")
        if whole.error == nil {
            require(whole.passed + whole.last == stream && whole.last.count == 312, "all passes, the last record last")
            require(header?.isAgreed(agreement) == true, "nothing passes but what was agreed on")
        } else {
            require(whole.passed.isEmpty && whole.last.isEmpty, "of what is refused, nothing passes")
        }
    }

    /// What the header says, or something else in one place.
    private static func agreement(of header: StreamHeader?, but choice: UInt8) -> StreamAgreement {
        let (name, other) = (SnapshotName("tank/data@monday"), SnapshotName("tank/data@tuesday"))
        guard let name = choice & 7 == 1 ? other : header?.toName ?? name, let guid = Guid(choice & 7 == 2 ? 2 : 1)
        else {
            fatalError("a name or guid of our own is wrong")
        }
        return StreamAgreement(
            snapshot: name, to: choice & 7 == 2 ? guid : header?.to ?? guid,
            from: choice & 7 == 3 ? guid : header?.from,
            raw: (header?.features.contains(.raw) ?? false) != (choice & 7 == 4),
            resuming: (header?.features.contains(.resuming) ?? false) != (choice & 7 == 5))
    }
}

extension StreamHeader {
    /// `StreamAgreement.check`, told another way.
    fileprivate func isAgreed(_ agreement: StreamAgreement) -> Bool {
        let never: StreamFeatures = [.dedup, .dedupProperties, .redacted, .holds]
        let agreed = StreamHeader(
            features: features, contents: contents, flags: flags, creation: creation, to: agreement.to,
            from: agreement.from, toName: agreement.snapshot, payloadLength: min(payloadLength, 1 << 20))
        return self == agreed && features.isDisjoint(with: never) && features.isSubset(of: .known)
            && !flags.contains(.clone) && features.contains(.raw) == agreement.raw
            && features.contains(.resuming) == agreement.resuming
    }
}

/// What of a stream came through a gate.
private struct Passage: Equatable {
    private(set) var passed: [UInt8] = []
    private(set) var last: [UInt8] = []
    private(set) var error: StreamGateError?

    init(of pieces: [ArraySlice<UInt8>], through gate: StreamGate) {
        var gate = gate
        do {
            for piece in pieces {
                let (first, second) = try gate.admit(piece)
                passed += first + second
            }
            last = try gate.finish()
        } catch {
            self.error = error
        }
    }
}
