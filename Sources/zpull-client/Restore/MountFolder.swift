import Encoding

/// The absolute path of a folder to mount at: of characters that need no care on a command line or in a property.
struct MountFolder: Equatable, CustomStringConvertible {
    let description: String

    init?(_ text: String) {
        let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit || "/-_.: ".utf8.contains($0) }
        let parts = text.split(separator: "/")
        guard isPlain, text.hasPrefix("/"), !parts.isEmpty, !parts.contains("."), !parts.contains("..") else {
            return nil
        }
        description = text
    }
}
