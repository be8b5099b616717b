import Testing
import ZFS

@Suite("What was agreed on for a stream")
struct StreamAgreementTests {
    private let monday: SnapshotName
    private let to: Guid
    private let base: Guid
    private let other: Guid

    init() throws {
        monday = try #require(SnapshotName("tank/data@monday"))
        to = try #require(Guid(22))
        base = try #require(Guid(11))
        other = try #require(Guid(33))
    }

    private func agreement(from: Guid?, raw: Bool = false, resuming: Bool = false) -> StreamAgreement {
        StreamAgreement(snapshot: monday, to: to, from: from, raw: raw, resuming: resuming)
    }

    private func reason(_ agreement: StreamAgreement, _ header: StreamHeader) -> StreamRefusal.Reason? {
        do {
            try agreement.check(header)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("a stream that is what was agreed on is taken")
    func taken() throws {
        try agreement(from: nil).check(StreamHeader(to: to, toName: monday))
        try agreement(from: base).check(StreamHeader(contents: .volume, to: to, from: base, toName: monday))
        let features: StreamFeatures = [.spill, .embeddedData, .lz4, .largeBlocks, .compressed, .zstd, .largeDnodes]
        try agreement(from: base).check(
            StreamHeader(features: features, flags: .freeRecords, to: to, from: base, toName: monday))
        try agreement(from: base, raw: true, resuming: true).check(
            StreamHeader(features: [.raw, .resuming], to: to, from: base, toName: monday, payloadLength: 1 << 20))
    }

    @Test("a compound stream is refused, whatever else it says")
    func compound() {
        #expect(reason(agreement(from: nil), StreamHeader(kind: .compound, to: to, toName: monday)) == .compound)
        #expect(reason(agreement(from: nil), StreamHeader(kind: .compound, to: nil, toName: monday)) == .compound)
    }

    @Test("another snapshot's name or guid is refused")
    func otherSnapshot() throws {
        let secret = try #require(SnapshotName("tank/secret@monday"))
        #expect(reason(agreement(from: nil), StreamHeader(to: to, toName: secret)) == .name(came: secret))
        #expect(
            reason(agreement(from: nil), StreamHeader(to: other, toName: monday)) == .guid(came: other, agreed: to))
    }

    @Test("another base, one too many and none are refused")
    func otherBase() {
        #expect(
            reason(agreement(from: base), StreamHeader(to: to, from: other, toName: monday))
                == .base(came: other, agreed: base))
        #expect(
            reason(agreement(from: nil), StreamHeader(to: to, from: base, toName: monday))
                == .base(came: base, agreed: nil))
        #expect(
            reason(agreement(from: base), StreamHeader(to: to, toName: monday)) == .base(came: nil, agreed: base))
    }

    @Test("raw for plain and plain for raw are refused", arguments: [true, false])
    func rawness(agreed: Bool) {
        let features: StreamFeatures = agreed ? [] : .raw
        #expect(
            reason(agreement(from: nil, raw: agreed), StreamHeader(features: features, to: to, toName: monday))
                == .raw(agreed: agreed))
    }

    @Test("resumed for whole and whole for resumed are refused", arguments: [true, false])
    func resumption(agreed: Bool) {
        let features: StreamFeatures = agreed ? [] : .resuming
        #expect(
            reason(agreement(from: nil, resuming: agreed), StreamHeader(features: features, to: to, toName: monday))
                == .resuming(agreed: agreed))
    }

    @Test(
        "features that a plain hop never has are refused",
        arguments: [
            (StreamFeatures.dedup, StreamRefusal.Reason.deduplicated), (.dedupProperties, .deduplicated),
            (.redacted, .redacted), (.holds, .holds),
        ])
    func features(features: StreamFeatures, expected: StreamRefusal.Reason) {
        #expect(
            reason(agreement(from: nil), StreamHeader(features: [features, .spill], to: to, toName: monday)) == expected
        )
    }

    @Test("a feature without a known meaning is refused", arguments: [3, 15, 18, 30, 61])
    func unknownFeature(bit: Int) {
        let unknown = StreamFeatures(rawValue: 1 << UInt64(bit))
        let header = StreamHeader(features: [unknown, .spill], to: to, toName: monday)
        #expect(reason(agreement(from: nil), header) == .unknownFeatures(unknown))
    }

    @Test("a stream that makes a clone is refused")
    func clone() {
        let header = StreamHeader(flags: [.clone, .freeRecords], to: to, from: base, toName: monday)
        #expect(reason(agreement(from: base), header) == .clone)
    }

    @Test("more bytes behind the first record than a real stream has are refused")
    func payload() {
        let header = StreamHeader(to: to, toName: monday, payloadLength: 1 << 20 + 1)
        #expect(reason(agreement(from: nil), header) == .payload(1 << 20 + 1))
    }

    @Test("a refusal says what came, what was agreed on and what mends it")
    func messages() {
        func text(_ reason: StreamRefusal.Reason) -> String {
            StreamRefusal(snapshot: monday, reason: reason).description
        }
        #expect(
            text(.base(came: other, agreed: nil)) == """
                the stream of tank/data@monday was refused: it starts from the snapshot with guid 33, and a start from \
                nothing was agreed on; run again: the source may have renamed or replaced the snapshot meanwhile
                """)
        #expect(
            text(.raw(agreed: true)) == """
                the stream of tank/data@monday was refused: it is a plain, not raw stream, and a raw stream was agreed \
                on for this dataset; set the source's --raw as it was when this dataset was first received, or receive \
                into a new dataset
                """)
        #expect(text(.unknownFeatures(StreamFeatures(rawValue: 1 << 30))).contains("(bit 30); update zpull"))
        #expect(text(.resuming(agreed: true)).contains("`zfs receive -A`"))
    }
}
