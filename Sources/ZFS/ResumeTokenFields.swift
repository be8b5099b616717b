/// The pairs of a token's list, sorted by what they mean.
struct ResumeTokenFields {
    private static let numberNames: Set = ["toguid", "fromguid", "object", "offset", "bytes"]
    private static let flagNames: [String: ResumeToken.Flags] = [
        "largeblockok": .largeBlocks, "embedok": .embedded, "compressok": .compressed, "rawok": .raw,
        "savedok": .saved,
    ]
    private static let redactionNames: Set = ["redact_snaps", "book_redact_snaps"]

    private(set) var numbers: [String: UInt64] = [:]
    private(set) var flags: ResumeToken.Flags = []
    private(set) var unknownFlags: [String] = []
    private var name: String?

    /// A known name must have its own type: `zfs` asks of a flag only whether its name is there, whatever the type.
    init(_ list: PackedNvlist) throws(ResumeTokenError) {
        for pair in list.pairs {
            switch pair.value {
            case _ where Self.redactionNames.contains(pair.name): throw .redacted
            case .string(let text) where pair.name == "toname": name = text
            case .number(let number) where Self.numberNames.contains(pair.name): numbers[pair.name] = number
            case .present where Self.flagNames[pair.name] != nil: flags.formUnion(Self.flagNames[pair.name] ?? [])
            case .present where pair.name != "toname" && !Self.numberNames.contains(pair.name):
                unknownFlags.append(pair.name)
            default: throw .unknownPair(pair.name)
            }
        }
    }

    func number(_ name: String) throws(ResumeTokenError) -> UInt64 {
        guard let number = numbers[name] else { throw .missing(name) }
        return number
    }

    func guid() throws(ResumeTokenError) -> Guid {
        guard let guid = Guid(try number("toguid")) else { throw .noGuid }
        return guid
    }

    func toName() throws(ResumeTokenError) -> SnapshotName {
        guard let name else { throw .missing("toname") }
        guard let name = SnapshotName(name) else { throw .name }
        return name
    }
}
