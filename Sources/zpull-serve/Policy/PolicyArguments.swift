import Encoding
import ZFS

/// Reads the options of `serve`, and writes them back for `keyline`.
enum PolicyArguments {
    /// - Parameter arguments: what follows `serve`.
    static func parse(_ arguments: [String]) throws(UsageError) -> Policy {
        var policy = Policy()
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch option {
            case "--recursive": policy.isRecursive = true
            case "--raw": policy.isRaw = true
            case "--allow-plain": policy.allowsPlain = true
            case "--id": policy.id = try id(rest.popFirst())
            case "--dataset": policy.roots.append(try dataset(rest.popFirst()))
            case "--exclude": policy.exclude.append(try glob(option, rest.popFirst()))
            case "--snapshots": policy.snapshots.append(try glob(option, rest.popFirst()))
            case "--max-rate": policy.maxRate = try number(option, rest.popFirst(), in: 1...(1 << 50))
            case "--max-sessions": policy.maxSessions = Int(try number(option, rest.popFirst(), in: 1...10_000))
            case "--idle": policy.idle = .seconds(try number(option, rest.popFirst(), in: 1...604_800))
            case "--audit-log":
                policy.auditLog = try absolutePath(option, rest.popFirst(), example: "/var/log/zpull/serve.log")
            case "--zfs":
                policy.zfs = ZFSTool(path: try absolutePath(option, rest.popFirst(), example: ZFSTool.defaultPath))
            case "--cursor": policy.cursor = try cursor(rest.popFirst())
            default: throw UsageError("unknown option “\(option)” of serve; see zpull-serve --help")
            }
        }
        guard !policy.id.isEmpty else { throw UsageError("--id is missing; name who holds this key: --id backup1") }
        guard !policy.roots.isEmpty else {
            throw UsageError("--dataset is missing; name what may be sent: --dataset tank/data")
        }
        if policy.allowsPlain, !policy.isRaw {
            throw UsageError("--allow-plain means nothing without --raw; leave it out")
        }
        return policy
    }

    private static func id(_ value: String?) throws(UsageError) -> String {
        let allowed = { (byte: UInt8) in byte.isLetterOrDigit || "._-".utf8.contains(byte) }
        // `--id --raw` lacks the name, and must not lose `--raw`.
        guard let value, (1...64).contains(value.utf8.count), value.utf8.allSatisfy(allowed), !value.hasPrefix("-")
        else {
            throw UsageError("--id takes 1 to 64 letters, digits, “.”, “_” and “-”, such as backup1")
        }
        return value
    }

    private static func dataset(_ value: String?) throws(UsageError) -> DatasetName {
        guard let value, let name = DatasetName(value) else {
            throw UsageError(
                "--dataset takes a dataset's name, such as tank/data\(value.map { ", not “\($0)”" } ?? "")")
        }
        return name
    }

    private static func glob(_ option: String, _ value: String?) throws(UsageError) -> Glob {
        guard let value, let glob = Glob(value), !value.hasPrefix("-") else {
            throw UsageError("\(option) takes a pattern of names with * and ?\(value.map { ", not “\($0)”" } ?? "")")
        }
        return glob
    }

    private static func cursor(_ value: String?) throws(UsageError) -> Cursor {
        guard let cursor = value.flatMap({ Cursor(rawValue: $0) }) else {
            throw UsageError("--cursor takes none, bookmark or hold\(value.map { ", not “\($0)”" } ?? "")")
        }
        return cursor
    }

    private static func number(
        _ option: String, _ value: String?, in range: ClosedRange<UInt64>
    ) throws(UsageError) -> UInt64 {
        guard let value, let number = UInt64(value), range.contains(number) else {
            throw UsageError(
                "\(option) takes a whole number from \(range.lowerBound) to \(range.upperBound)"
                    + (value.map { ", not “\($0)”" } ?? ""))
        }
        return number
    }

    private static func absolutePath(
        _ option: String, _ value: String?, example: String
    ) throws(UsageError) -> String {
        guard let value, value.hasPrefix("/"),
            value.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else {
            throw UsageError("\(option) takes an absolute path, such as \(example)")
        }
        return value
    }
}
