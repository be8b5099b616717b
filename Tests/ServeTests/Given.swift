import Protocol
import ZFS

@testable import zpull_serve

/// A policy from the words behind `serve`; id and program do not matter here.
func policy(_ words: String) throws(UsageError) -> Policy {
    try PolicyArguments.parse(["--id", "backup1"] + words.split(separator: " ").map(String.init))
}

/// What `arguments` are refused with; `nil` when they are taken.
func refusal(_ arguments: [String]) -> String? {
    do throws(UsageError) {
        _ = try PolicyArguments.parse(arguments)
        return nil
    } catch { return error.description }
}

extension DatasetName {
    init(literal text: String) {
        guard let name = DatasetName(text) else { preconditionFailure("\(text) is no dataset's name") }
        self = name
    }
}

/// A snapshot's guid: its number.
func guid(_ number: UInt64) -> Guid {
    guard let guid = Guid(number) else { preconditionFailure("zero is no guid") }
    return guid
}

/// Snapshots in the order of their numbers, which are guid and transaction group alike.
func dataset(
    _ name: String, _ snapshots: KeyValuePairs<String, UInt64> = [:], bookmarks: KeyValuePairs<String, UInt64> = [:],
    encrypted: Bool = false
) -> Dataset {
    Dataset(
        name: DatasetName(literal: name), kind: .filesystem, guid: guid(9999), isEncrypted: encrypted,
        snapshots: snapshots.compactMap { name, number in
            ShortName(name).map {
                Snapshot(
                    name: $0, guid: guid(number), createTxg: number, creation: number, referenced: 1, written: 1)
            }
        },
        bookmarks: bookmarks.compactMap { name, number in
            ShortName(name).map { Bookmark(name: $0, guid: guid(number), createTxg: number, creation: number) }
        })
}

/// What a key with this policy may do with these datasets.
func catalog(_ words: String, _ datasets: Dataset...) throws -> Catalog {
    Catalog(Listing(datasets: datasets), policy: try policy(words))
}
