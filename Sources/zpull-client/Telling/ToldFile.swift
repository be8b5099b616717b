import Foundation
import Glibc
import System

/// What people have been told, in the state folder: `told.json`, of which nothing is lost but that things are told twice.
struct ToldFile: Sendable {
    let path: String

    init(in state: StateFolder) { path = "\(state.path)/told.json" }

    /// Nothing when there is no file, or none that can be understood.
    func read() -> Told {
        FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(Told.self, from: $0) } ?? Told()
    }

    /// Replaces it as a whole.
    func write(_ told: Told) throws(SystemError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(told).write(to: URL(filePath: path), options: .atomic)
        } catch { throw SystemError("write", path, number: EIO) }
    }
}
