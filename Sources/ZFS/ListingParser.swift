/// A line of `zfs list` that cannot be read.
package struct ListingError: Error, Equatable, CustomStringConvertible {
    /// From 1.
    package let line: Int
    package let problem: String

    package var description: String { "line \(line) of `zfs list`: \(problem)" }
}

/// Reads what `ZFSCommand.list` prints: columns between tabs, a row a line.
package enum ListingParser {
    /// - Parameter detail: what was asked for.
    package static func parse(
        _ output: [UInt8], detail: ListingDetail = .replication
    ) throws(ListingError) -> [ListingRow] {
        var rows: [ListingRow] = []
        var fields: [Range<Int>] = []
        var (line, fieldStart) = (1, 0)
        for index in output.indices {
            switch output[index] {
            case UInt8(ascii: "\t"):
                fields.append(fieldStart..<index)
                fieldStart = index + 1
            case UInt8(ascii: "\n"):
                fields.append(fieldStart..<index)
                fieldStart = index + 1
                if let row = try row(Fields(output: output, ranges: fields, line: line), detail) { rows.append(row) }
                fields.removeAll(keepingCapacity: true)
                line += 1
            default: continue
            }
        }
        guard fieldStart == output.count, fields.isEmpty else {
            throw ListingError(line: line, problem: "it ends in the middle of a line")
        }
        return rows
    }

    /// `nil` for what is no concern of ours: names reserved for ZFS itself (with `%`).
    private static func row(_ fields: Fields, _ detail: ListingDetail) throws(ListingError) -> ListingRow? {
        guard fields.count == detail.columns.count else {
            throw fields.error("\(fields.count) columns, where \(detail.columns.count) were asked for")
        }
        let name = fields.text(0)
        if name.utf8.contains(UInt8(ascii: "%")) { return nil }
        switch fields.text(1) {
        case "filesystem": return .dataset(try dataset(fields, name, .filesystem))
        case "volume": return .dataset(try dataset(fields, name, .volume))
        case "snapshot":
            let (dataset, short) = try names(fields, name, sign: "@")
            let isForRetention = detail == .retention
            return .snapshot(
                dataset,
                Snapshot(
                    name: short, guid: try guid(fields), createTxg: try fields.number(3),
                    creation: try fields.number(4),
                    referenced: try fields.number(5), written: try fields.number(6), ivSet: Guid(try fields.number(10)),
                    holds: isForRetention ? try fields.number(11) : 0,
                    hasClones: isForRetention && !["-", ""].contains(fields.text(12))))
        case "bookmark":
            let (dataset, short) = try names(fields, name, sign: "#")
            return .bookmark(
                dataset,
                Bookmark(
                    name: short, guid: try guid(fields), createTxg: try fields.number(3),
                    creation: try fields.number(4), ivSet: Guid(try fields.number(10))))
        case let type: throw fields.error("the unknown type “\(type)”")
        }
    }

    private static func dataset(
        _ fields: Fields, _ name: String, _ kind: Dataset.Kind
    ) throws(ListingError) -> Dataset {
        guard let dataset = DatasetName(name) else { throw fields.error("“\(name)” is not a dataset's name") }
        let origin = fields.text(8)
        let token = fields.text(9)
        return Dataset(
            name: dataset, kind: kind, guid: try guid(fields),
            isEncrypted: !["off", "-", ""].contains(fields.text(7)), origin: SnapshotName(origin),
            resumeToken: ["-", ""].contains(token) ? nil : token)
    }

    private static func names(
        _ fields: Fields, _ name: String, sign: Character
    ) throws(ListingError) -> (DatasetName, ShortName) {
        guard let index = name.firstIndex(of: sign), let dataset = DatasetName(name[..<index]),
            let short = ShortName(name[name.index(after: index)...])
        else { throw fields.error("“\(name)” is not a name with \(sign)") }
        return (dataset, short)
    }

    private static func guid(_ fields: Fields) throws(ListingError) -> Guid {
        guard let guid = Guid(try fields.number(2)) else { throw fields.error("a guid of zero") }
        return guid
    }
}

/// The columns of one line, as places in the whole output.
private struct Fields {
    let output: [UInt8]
    let ranges: [Range<Int>]
    let line: Int

    var count: Int { ranges.count }

    func text(_ index: Int) -> String { String(decoding: output[ranges[index]], as: UTF8.self) }

    /// A column without a value, `-`, counts as zero: ZFS has none for bookmarks and some volumes.
    func number(_ index: Int) throws(ListingError) -> UInt64 {
        var value: UInt64 = 0
        if ranges[index].count == 1, output[ranges[index].lowerBound] == UInt8(ascii: "-") { return 0 }
        for byte in output[ranges[index]] {
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, stillTooLarge) = product.addingReportingOverflow(UInt64(byte &- UInt8(ascii: "0")))
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), !tooLarge, !stillTooLarge else {
                throw error("“\(text(index))” is not a number (\(ListingDetail.retention.columns[index]))")
            }
            value = sum
        }
        guard !ranges[index].isEmpty else { throw error("an empty \(ListingDetail.retention.columns[index])") }
        return value
    }

    func error(_ problem: String) -> ListingError { ListingError(line: line, problem: problem) }
}
