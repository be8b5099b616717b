import FoundationEssentials

/// How the files that a configuration names are looked for. Nothing is ever read but the configuration itself.
struct FileChecks: Sendable {
    /// Whether a file, not a folder, is at a path.
    let isFile: @Sendable (_ path: String) -> Bool

    /// Looks on this machine.
    static let real = FileChecks { path in
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
    }

    /// Takes every file to be there, so that a configuration can be checked on another machine.
    static let skipped = FileChecks { _ in true }
}
