import Protocol
import Testing
import ZFS

@testable import zpull_serve

@Suite("What a SEND becomes")
struct CatalogTests {
    private let data = dataset(
        "tank/data", ["one": 1, "two": 2, "three": 3, "hidden": 4], bookmarks: ["mark": 1, "older": 100])

    private func request(
        _ chain: [UInt64], from base: UInt64? = nil, flags: StreamFlags = .plain, of dataset: String = "tank/data"
    ) throws -> SendRequest {
        try #require(
            SendRequest(
                dataset: DatasetName(literal: dataset), base: base.map(guid), chain: chain.map(guid), flags: flags,
                accepted: .known))
    }

    private func failure(_ catalog: Catalog, _ request: SendRequest) -> Failure? {
        do throws(Failure) {
            _ = try catalog.hops(request)
            return nil
        } catch { return error }
    }

    @Test("a full stream and the increments after it, each from the one before")
    func chain() throws {
        let hops = try catalog("--dataset tank/data", data).hops(try request([1, 2, 3]))
        #expect(
            hops.map(\.start) == [
                HopStart(to: guid(1), from: nil), HopStart(to: guid(2), from: guid(1)),
                HopStart(to: guid(3), from: guid(2)),
            ])
        #expect(hops.map(\.name.description) == ["tank/data@one", "tank/data@two", "tank/data@three"])
        #expect(
            hops.map { $0.arguments.joined(separator: " ") } == [
                "send -Lec tank/data@one", "send -Lec -i tank/data@one tank/data@two",
                "send -Lec -i tank/data@two tank/data@three",
            ])
    }

    @Test("starts from a snapshot, before a bookmark of it")
    func base() throws {
        let hops = try catalog("--dataset tank/data", data).hops(try request([3], from: 1))
        #expect(hops.map(\.arguments) == [["send", "-Lec", "-i", "tank/data@one", "tank/data@three"]])
        #expect(hops[0].start == HopStart(to: guid(3), from: guid(1)))
    }

    @Test("starts from a bookmark, of a hidden snapshot too")
    func bookmark() throws {
        let hidden = try catalog("--dataset tank/data --snapshots t*", data).hops(try request([2], from: 1))
        #expect(hidden.map(\.arguments) == [["send", "-Lec", "-i", "tank/data#mark", "tank/data@two"]])
    }

    @Test("carries the flags that were asked for")
    func flags() throws {
        let catalog = try catalog("--dataset tank/data", data)
        #expect(try catalog.hops(request([1], flags: [])).map(\.arguments) == [["send", "tank/data@one"]])
        #expect(
            try catalog.hops(request([1], flags: .rawEncrypted)).map(\.arguments) == [
                ["send", "-wLec", "tank/data@one"]
            ])
    }

    @Test(
        "a dataset that may not be seen does not exist, in the same words",
        arguments: ["tank/none", "tank/secret", "tank/data/child", "tank", "tank/data2"])
    func invisible(name: String) throws {
        let catalog = try catalog(
            "--dataset tank/data", data, dataset("tank/secret", ["one": 1]), dataset("tank/data/child", ["one": 1]),
            dataset("tank", ["one": 1]), dataset("tank/data2", ["one": 1]))
        #expect(
            failure(catalog, try request([1], of: name))
                == Failure(.noSuchDataset, "\(name) does not exist, or this key may not see it"))
    }

    @Test("a snapshot that may not be seen does not exist, in the same words", arguments: [4, 77] as [UInt64])
    func hidden(number: UInt64) throws {
        let catalog = try catalog("--dataset tank/data --snapshots *o* --snapshots t*", data)
        for chain in [[number], [1, number]] {
            #expect(
                failure(catalog, try request(chain))
                    == Failure(
                        .noSuchSnapshot,
                        "tank/data has no snapshot with guid \(number), or this key may not see it"))
        }
        #expect(
            failure(catalog, try request([3], from: number))
                == Failure(
                    .noSuchSnapshot, "tank/data has no snapshot or bookmark with guid \(number) to start from"))
    }

    @Test("a bookmark can be a base and nothing else")
    func bookmarkAsGoal() throws {
        let found = failure(try catalog("--dataset tank/data", data), try request([100]))
        #expect(found?.code == .noSuchSnapshot)
    }

    @Test("each snapshot must be newer than the one before", arguments: [[2, 1], [1, 1], [1, 3, 2]] as [[UInt64]])
    func order(chain: [UInt64]) throws {
        let found = failure(try catalog("--dataset tank/data", data), try request(chain))
        #expect(found?.code == .noSuchSnapshot)
        #expect(found?.text.hasSuffix(" is not newer than the base of its hop") == true)
    }

    @Test("the first must be newer than the base", arguments: [(2, 2), (1, 3), (3, 100)] as [(UInt64, UInt64)])
    func baseOrder(goal: UInt64, base: UInt64) throws {
        let found = failure(try catalog("--dataset tank/data", data), try request([goal], from: base))
        #expect(found?.code == .noSuchSnapshot)
        #expect(found?.text.hasSuffix(" is not newer than the base of its hop") == true)
    }

    @Test("a guid of one dataset is nothing in another")
    func otherDataset() throws {
        let catalog = try catalog(
            "--dataset tank --recursive", dataset("tank/a", ["x": 1]), dataset("tank/b", ["y": 2]))
        #expect(failure(catalog, try request([1], of: "tank/b"))?.code == .noSuchSnapshot)
        #expect(failure(catalog, try request([2], from: 1, of: "tank/b"))?.code == .noSuchSnapshot)
    }

    @Test(
        "leaves raw, plain or not at all, as the key's line says",
        arguments: [
            ("", false, StreamFlags.plain, nil), ("", false, .rawEncrypted, nil), ("", true, .plain, nil),
            ("", true, .rawEncrypted, nil),
            ("--raw", true, .rawEncrypted, nil), ("--raw", true, [.raw], nil),
            ("--raw", true, .plain, "tank/data is encrypted, and this key may have it as a raw stream only (--raw)"),
            ("--raw", true, [], "tank/data is encrypted, and this key may have it as a raw stream only (--raw)"),
            (
                "--raw", false, .plain,
                "tank/data is not encrypted, and this key is for raw streams only; add --allow-plain to its line if it "
                    + "may be sent all the same"
            ),
            (
                "--raw", false, .rawEncrypted,
                "tank/data is not encrypted, and this key is for raw streams only; add --allow-plain to its line if it "
                    + "may be sent all the same"
            ),
            ("--raw --allow-plain", false, .plain, nil), ("--raw --allow-plain", false, .rawEncrypted, nil),
            ("--raw --allow-plain", true, .rawEncrypted, nil),
            (
                "--raw --allow-plain", true, .plain,
                "tank/data is encrypted, and this key may have it as a raw stream only (--raw)"
            ),
        ] as [(String, Bool, StreamFlags, String?)])
    func raw(options: String, encrypted: Bool, flags: StreamFlags, expected: String?) throws {
        let catalog = try catalog(
            "--dataset tank/data \(options)", dataset("tank/data", ["one": 1], encrypted: encrypted))
        let found = failure(catalog, try request([1], flags: flags))
        #expect(found == expected.map { Failure(.refused, $0) })
    }
}
