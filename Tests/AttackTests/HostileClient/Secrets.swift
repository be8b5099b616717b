import Foundation
import ZFS

@testable import zfs_stand_in

/// What betrays that something outside the policy was heard: names that cannot be guessed, and data.
struct Secrets: Sendable {
    private var marks: [(bytes: [UInt8], meaning: String)] = []

    /// - Parameter datasets: everything that the source has, each with whether a snapshot of it may be seen.
    init(_ datasets: [(StoredDataset, isShown: (String, String) -> Bool)]) {
        for (dataset, isShown) in datasets {
            for snapshot in dataset.snapshots where !isShown(dataset.name.description, snapshot.name) {
                let name = "\(dataset.name)@\(snapshot.name)"
                if snapshot.name.contains(Self.mark) { marks.append((Array(snapshot.name.utf8), "the name \(name)")) }
                let content = Content(of: snapshot.guid, size: snapshot.size)
                // A stream, be it resumed, holds data in whole records of 4096 bytes.
                for offset in stride(from: 0, to: snapshot.size, by: 4096) {
                    marks.append((content.bytes(at: offset, count: 16), "data of \(name)"))
                }
            }
        }
    }

    private static let mark = "secret"

    /// A snapshot's name that the attacker cannot guess.
    static func name(_ prefix: String) -> String {
        "\(prefix)_\(mark)\(String(UInt64.random(in: 0...(.max)), radix: 16))"
    }

    /// What of it is in these bytes.
    func found(in bytes: [UInt8]) -> [String] {
        let data = Data(bytes)
        return marks.filter { data.range(of: Data($0.bytes)) != nil }.map { "heard \($0.meaning)" }
    }
}
