import Protocol
import Testing
import ZFS

@testable import zpull_serve

@Suite("The last look at a stream before it leaves")
struct HopCheckTests {
    private let name: SnapshotName
    init() throws { name = try #require(SnapshotName("tank/data@one")) }

    private func failure(
        _ features: StreamFeatures, mustBeRaw: Bool = false, accepted: StreamFeatures = .known
    ) -> Failure? {
        failure(StreamHeader(features: features, to: guid(1), toName: name).encoded(), mustBeRaw, accepted)
    }

    private func failure(_ record: [UInt8], _ mustBeRaw: Bool, _ accepted: StreamFeatures) -> Failure? {
        let hop = Hop(
            start: HopStart(to: guid(1), from: nil), name: name, arguments: [], mustBeRaw: mustBeRaw, accepted: accepted
        )
        do throws(Failure) {
            try hop.check(record)
            return nil
        } catch { return error }
    }

    @Test("features that the receiver takes are no obstacle")
    func accepted() {
        #expect(failure([.spill, .largeBlocks], accepted: [.spill, .largeBlocks, .zstd]) == nil)
        #expect(failure([], accepted: []) == nil)
    }

    @Test("a feature that the receiver lacks is named, and what mends it")
    func unacceptable() {
        #expect(
            failure([.spill, .zstd, .longNames], accepted: .known.subtracting([.zstd, .longNames]))
                == Failure(
                    .unacceptable,
                    "the stream of tank/data@one has ZSTD, LONGNAME, which the receiver cannot take: enable "
                        + "feature@zstd_compress, feature@longname on its pool, or install an OpenZFS there that has it"
                ))
    }

    @Test("a feature that nobody knows is named by its bit")
    func unknown() {
        #expect(
            failure(StreamFeatures(rawValue: 1 << 30))
                == Failure(
                    .unacceptable,
                    "the stream of tank/data@one has bit 30, which the receiver cannot take: install a newer OpenZFS "
                        + "there"))
    }

    @Test("an encrypted dataset of a key for raw streams does not leave plain, whatever zfs send made")
    func raw() {
        #expect(failure([.raw], mustBeRaw: true) == nil)
        #expect(failure([.spill], mustBeRaw: true)?.code == .refused)
    }

    @Test("what is no stream does not leave")
    func noStream() {
        let failure = failure([UInt8](repeating: 7, count: StreamHeader.length), false, .known)
        #expect(failure?.code == .sendFailed)
    }
}
