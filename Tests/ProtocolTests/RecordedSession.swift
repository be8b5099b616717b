import Foundation

@testable import TestSupport

/// Vectors/session.txt: what each side wrote, and when.
struct RecordedSession {
    enum Side: String { case client = "C", server = "S" }

    struct Entry {
        let side: Side
        let meaning: String
        let bytes: [UInt8]
    }

    let entries: [Entry]

    static let shared = RecordedSession()

    private init() {
        let lines = Vector.text(of: "session.txt").components(separatedBy: "\n").filter { !$0.hasPrefix("#") }
        entries = lines.split(separator: "").compactMap { block in
            guard let head = block.first, let side = Side(rawValue: String(head.prefix(1))) else { return nil }
            return Entry(
                side: side, meaning: String(head.dropFirst(3)), bytes: block.dropFirst().flatMap(\.fromHex))
        }
    }

    /// All that one side wrote.
    func bytes(of side: Side) -> [UInt8] { entries.filter { $0.side == side }.flatMap(\.bytes) }
}
