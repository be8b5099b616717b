/// A row of a PAGE, in which each field may be wrong.
struct Row: Equatable, Sendable {
    static let (fileSystem, volume, snapshot, bookmark): (UInt8, UInt8, UInt8, UInt8) = (1, 2, 3, 4)

    var kind: UInt8
    var name: [UInt8]
    var guid: UInt64
    /// Of a dataset.
    var flags: UInt8 = 0
    var origin: [UInt8] = []
    /// Of a snapshot createtxg, creation, referenced, written and ivset; of a bookmark the first two and the last.
    var numbers: [UInt64] = []

    var isDataset: Bool { kind == Self.fileSystem || kind == Self.volume }

    static func dataset(_ name: String, guid: UInt64 = 77) -> Row {
        Row(kind: fileSystem, name: Array(name.utf8), guid: guid)
    }

    /// - Parameter place: the higher, the later it was taken.
    static func snapshot(_ name: String, guid: UInt64 = 78, place: UInt64 = 5000) -> Row {
        Row(kind: snapshot, name: Array(name.utf8), guid: guid, numbers: [place, 1_700_000_000 + place, 9, 9, 0])
    }

    var bytes: [UInt8] {
        let head = [kind] + UInt16(name.count).bytes + name + guid.bytes
        return head + (isDataset ? [flags] + UInt16(origin.count).bytes + origin : numbers.flatMap(\.bytes))
    }

    /// The rows of an honest page; none of one that is not.
    static func parse(_ payload: [UInt8]) -> [Row] {
        var rest = payload[...]
        var rows: [Row] = []
        func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        func number(_ width: Int) -> UInt64? { take(width)?.number(width) }
        func string() -> [UInt8]? { number(2).flatMap { take(Int($0)) }.map(Array.init) }
        while let kind = number(1) {
            guard let name = string(), let guid = number(8) else { return [] }
            var row = Row(kind: UInt8(kind), name: name, guid: guid)
            if row.isDataset {
                guard let flags = number(1), let origin = string() else { return [] }
                (row.flags, row.origin) = (UInt8(flags), origin)
            } else {
                for _ in 0..<(row.kind == bookmark ? 3 : 5) {
                    guard let next = number(8) else { return [] }
                    row.numbers.append(next)
                }
            }
            rows.append(row)
        }
        return rows
    }
}
