import Foundation

extension FuzzTarget {
    /// Writes each seed to a file in `folder`, and the dictionary beside it, in libFuzzer's format.
    func writeSeeds(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (number, seed) in try seeds().enumerated() {
            try Data(seed).write(to: folder.appending(path: "seed-\(number)"))
        }
        let lines = words.map { word in "\"\(word.utf8.map { String(format: "\\x%02x", $0) }.joined())\"\n" }
        try Data(lines.joined().utf8).write(to: folder.appendingPathExtension("dict"))
    }
}

/// The fixtures of the unit tests, which are seeds here.
enum Fixtures {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// The files of a folder below Tests whose names end in `suffix`. None is a mistake in the path.
    static func files(in folder: String, endingIn suffix: String) throws -> [[UInt8]] {
        let folder = tests.appending(path: folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(suffix) }
        guard !names.isEmpty else { throw CocoaError(.fileNoSuchFile) }
        return try names.sorted().map { try [UInt8](Data(contentsOf: folder.appending(path: $0))) }
    }
}
