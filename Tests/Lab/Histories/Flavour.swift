/// Which streams a history is about.
enum Flavour: String {
    /// Nothing is encrypted.
    case plain
    /// The root is encrypted, its children inherit the key, and the key's line says `--raw`.
    case rawTree = "raw"
    /// Some children are encrypted, each with a key of its own; the configuration says `raw: true`.
    case mixed

    /// Options of `zfs create`; a raw key, since a passphrase costs a second of hashing.
    static let encryption = ["-o", "encryption=on", "-o", "keyformat=raw", "-o", "keylocation=file://\(keyFile)"]
    static let keyFile = "\(Machine.folder)/history.key"

    static func random(_ random: inout SplitMix64) -> Flavour {
        random.pick(weighted: [(70, .plain), (15, .rawTree), (15, .mixed)]) ?? .plain
    }
}
