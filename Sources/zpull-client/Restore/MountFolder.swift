/// The absolute path of a folder to mount at: of characters that need no care on a command line or in a property.
struct MountFolder: Equatable, CustomStringConvertible {
    let description: String

    init?(_ text: String) {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "A")...UInt8(ascii: "Z"):
                true
            default: "/-_.: ".utf8.contains(byte)
            }
        }
        let parts = text.split(separator: "/")
        guard isPlain, text.hasPrefix("/"), !parts.isEmpty, !parts.contains("."), !parts.contains("..") else {
            return nil
        }
        description = text
    }
}
