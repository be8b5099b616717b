package import System

/// The `zfs` program of this machine.
package struct ZFSTool: Hashable, Sendable {
    /// The program's absolute path.
    package let path: String

    /// Debian's place; `/sbin` is the same folder on a merged system.
    package static let defaultPath = "/usr/sbin/zfs"

    package init(path: String = ZFSTool.defaultPath) { self.path = path }

    /// The datasets, snapshots and bookmarks of some trees: one `zfs list`. A root that does not exist is left out.
    ///
    /// - Parameter cancellation: a descriptor that ends the call by becoming readable.
    package func list(
        _ roots: [DatasetName], isRecursive: Bool, detail: ListingDetail = .replication,
        until cancellation: Int32? = nil
    ) throws(ZFSToolError) -> Listing {
        try listing(
            ZFSCommand.list(roots, isRecursive: isRecursive, detail: detail), detail: detail, until: cancellation)
    }

    /// Datasets alone, without their snapshots. One that does not exist is left out.
    ///
    /// - Parameter cancellation: a descriptor that ends the call by becoming readable.
    package func heads(
        _ datasets: [DatasetName], until cancellation: Int32? = nil
    ) throws(ZFSToolError) -> Listing {
        try listing(ZFSCommand.heads(datasets), until: cancellation)
    }

    /// All datasets of all pools, without their snapshots.
    package func everything() throws(ZFSToolError) -> Listing { try listing(ZFSCommand.everything, until: nil) }

    /// Bytes that each dataset of some trees takes with its snapshots, and without what is below it.
    ///
    /// - Parameter cancellation: as for `list`.
    package func sizes(
        _ roots: [DatasetName], until cancellation: Int32? = nil
    ) throws(ZFSToolError) -> [DatasetName: UInt64] {
        let captured: Captured
        do {
            captured = try ChildProcess.capture(
                path, ZFSCommand.sizes(roots), errorLimit: ListingResult.complaintLimit, until: cancellation)
        } catch { throw .notRun(path, error) }
        guard captured.ending.isSuccess || ListingResult.onlyMisses(captured.error, captured.ending) else {
            throw .failed("zfs list", captured.ending, String(captured.error.prefix(2000)))
        }
        var sizes: [DatasetName: UInt64] = [:]
        for line in String(decoding: captured.output, as: UTF8.self).split(separator: "\n") {
            let columns = line.split(separator: "\t")
            guard columns.count == 3, let name = DatasetName(columns[0]) else { continue }
            sizes[name] = columns[1...].reduce(0) { $0 &+ (UInt64($1) ?? 0) }
        }
        return sizes
    }

    /// Who may do what in a dataset.
    package func grants(on dataset: DatasetName) throws(ZFSToolError) -> GrantList {
        let captured: Captured
        do {
            captured = try ChildProcess.capture(path, ZFSCommand.grants(on: dataset))
        } catch { throw .notRun(path, error) }
        guard captured.ending.isSuccess else {
            throw .failed("zfs allow \(dataset)", captured.ending, captured.error)
        }
        return GrantList(parsing: String(decoding: captured.output, as: UTF8.self), of: dataset)
    }

    private func listing(
        _ arguments: [String], detail: ListingDetail = .replication, until cancellation: Int32?
    ) throws(ZFSToolError) -> Listing {
        let captured: Captured
        do {
            captured = try ChildProcess.capture(
                path, arguments, errorLimit: ListingResult.complaintLimit, until: cancellation)
        } catch { throw .notRun(path, error) }
        return try ListingResult.listing(captured, detail: detail)
    }

    /// The same list in the making, for those who wait for other things too; `ListingResult` reads what it captures.
    package func startList(_ roots: [DatasetName], isRecursive: Bool) throws(SystemError) -> CapturedProcess {
        try CapturedProcess(
            path, ZFSCommand.list(roots, isRecursive: isRecursive), errorLimit: ListingResult.complaintLimit)
    }

    /// The guids of snapshots that exist; others are missing in the result.
    ///
    /// - Parameter cancellation: as for `list`.
    package func guids(
        _ snapshots: [SnapshotName], until cancellation: Int32? = nil
    ) throws(ZFSToolError) -> [SnapshotName: Guid] {
        var guids: [SnapshotName: Guid] = [:]
        for start in stride(from: 0, to: snapshots.count, by: Self.namesPerCall) {
            let batch = snapshots[start..<min(start + Self.namesPerCall, snapshots.count)]
            let captured: Captured
            do {
                captured = try ChildProcess.capture(
                    path, ZFSCommand.guids(Array(batch)), errorLimit: ListingResult.complaintLimit,
                    until: cancellation)
            } catch { throw .notRun(path, error) }
            guard captured.ending.isSuccess || ListingResult.onlyMisses(captured.error, captured.ending) else {
                throw .failed("zfs get guid", captured.ending, captured.error)
            }
            for line in String(decoding: captured.output, as: UTF8.self).split(separator: "\n") {
                let columns = line.split(separator: "\t")
                if columns.count == 2, let name = SnapshotName(columns[0]) { guids[name] = Guid(columns[1]) }
            }
        }
        return guids
    }

    /// The features of a pool; `nil` when `zpool`, which stands beside `zfs`, does not tell.
    ///
    /// - Parameter cancellation: as for `list`.
    package func features(of pool: DatasetName, until cancellation: Int32? = nil) -> PoolFeatures? {
        let program = (path.lastIndex(of: "/").map { String(path[...$0]) } ?? "") + "zpool"
        guard
            let captured = try? ChildProcess.capture(
                program, ZPoolCommand.features(of: pool), until: cancellation),
            captured.ending.isSuccess
        else { return nil }
        return PoolFeatures(parsing: String(decoding: captured.output, as: UTF8.self))
    }

    /// Drops the state of an interrupted receive. It needs the `destroy` grant; no snapshot is lost.
    ///
    /// - Parameter cancellation: as for `list`.
    package func abortReceive(_ dataset: DatasetName, until cancellation: Int32? = nil) throws(ZFSToolError) {
        try perform(ZFSCommand.abortReceive(dataset), until: cancellation)
    }

    /// Gives a dataset, with all below it, another name.
    ///
    /// - Parameter cancellation: as for `list`.
    package func rename(
        _ dataset: DatasetName, to name: DatasetName, until cancellation: Int32? = nil
    ) throws(ZFSToolError) {
        try perform(ZFSCommand.rename(dataset, to: name), until: cancellation)
    }

    /// The clones that `ZFSCommand.clone` has made, in all pools.
    package func restoreClones() throws(ZFSToolError) -> [DatasetName] {
        try rows(ZFSCommand.restoreClones).compactMap { row in
            row.count == 3 && row[1] != "-" && row[2] == "files" ? DatasetName(row[0]) : nil
        }
    }

    /// The dataset whose key has to be loaded before an encrypted one can be mounted; `nil` when it is loaded.
    package func lockedEncryptionRoot(of dataset: DatasetName) throws(ZFSToolError) -> DatasetName? {
        guard let row = try rows(ZFSCommand.keyState(of: dataset)).first, row.count == 2, row[0] == "unavailable" else {
            return nil
        }
        return DatasetName(row[1])
    }

    /// Runs `zfs` with arguments of `ZFSCommand` whose output says nothing.
    ///
    /// - Parameter cancellation: as for `list`.
    package func perform(_ arguments: [String], until cancellation: Int32? = nil) throws(ZFSToolError) {
        _ = try capture(arguments, until: cancellation)
    }

    private func rows(_ arguments: [String]) throws(ZFSToolError) -> [[Substring]] {
        String(decoding: try capture(arguments, until: nil).output, as: UTF8.self).split(separator: "\n")
            .map { $0.split(separator: "\t") }
    }

    private func capture(_ arguments: [String], until cancellation: Int32?) throws(ZFSToolError) -> Captured {
        let captured: Captured
        do {
            captured = try ChildProcess.capture(path, arguments, until: cancellation)
        } catch { throw .notRun(path, error) }
        guard captured.ending.isSuccess else {
            throw .failed("zfs \(arguments.joined(separator: " "))", captured.ending, captured.error)
        }
        return captured
    }

    /// As many names as one command line bears with room to spare (256 bytes each, 2 MiB in all).
    package static let namesPerCall = 1000

    /// The version of the loaded kernel module; `nil` without one.
    package static var moduleVersion: String? {
        guard let file = try? FileDescriptor(opening: "/sys/module/zfs/version", flags: 0) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 128)
        guard case .bytes(let count)? = try? IO.read(file.number, into: &bytes) else { return nil }
        return String(String(decoding: bytes[..<count], as: UTF8.self).prefix { !$0.isWhitespace })
    }
}

/// Turns what `zfs list` printed into a listing, or into the reason why there is none.
package enum ListingResult {
    /// Bytes of complaints to keep: a line for each of thousands of roots that are missing, as before a first sync.
    package static let complaintLimit = 4 << 20

    package static func listing(
        _ captured: Captured, detail: ListingDetail = .replication
    ) throws(ZFSToolError) -> Listing {
        try listing(output: captured.output, error: captured.error, ending: captured.ending, detail: detail)
    }

    /// A failure that only says of some roots that they do not exist is none: the others are listed all the same.
    package static func listing(
        output: [UInt8], error: String, ending: ChildProcess.Ending, detail: ListingDetail = .replication
    ) throws(ZFSToolError) -> Listing {
        guard ending.isSuccess || onlyMisses(error, ending) else {
            throw .failed("zfs list", ending, String(error.prefix(2000)))
        }
        do {
            return Listing(rows: try ListingParser.parse(output, detail: detail))
        } catch { throw .unreadable(error) }
    }

    /// Whether all that went wrong is that something does not exist.
    static func onlyMisses(_ error: String, _ ending: ChildProcess.Ending) -> Bool {
        let complaints = error.split(separator: "\n")
        return ending == .exited(1) && !complaints.isEmpty
            && complaints.allSatisfy { $0.hasPrefix("cannot open '") && $0.hasSuffix(" does not exist") }
    }
}

/// Why `zfs` did not do what it was called for.
package enum ZFSToolError: Error, Equatable, CustomStringConvertible {
    case notRun(String, SystemError)
    /// The command, how it ended, and what it said.
    case failed(String, ChildProcess.Ending, String)
    case unreadable(ListingError)

    package var description: String {
        switch self {
        case .notRun(let path, let error) where error.call == "posix_spawn":
            "cannot run \(path): \(error.reason); install zfsutils-linux, or name the program with the option for it"
        case .notRun(let path, let error): "cannot run \(path): \(error)"
        case .failed(let command, let ending, let text):
            "\(command) failed (\(ending))\(text.isEmpty ? "" : ": \(text.split(separator: "\n").joined(separator: "; "))")"
                + (ending.isSignal
                    ? "; something killed it: run again (`journalctl -k` tells whether memory ran out)" : "")
        case .unreadable(let error): "\(error); is this a release of OpenZFS that zpull does not know?"
        }
    }
}
