import System

extension ZFSTool {
    /// Destroys some snapshots of one dataset, all or none, in one call. It needs the grants `destroy` and `mount`.
    ///
    /// - Returns: how many bytes that frees, by what `zfs` says.
    package func destroy(_ snapshots: [ShortName], of dataset: DatasetName) throws(ZFSToolError) -> UInt64 {
        let captured: Captured
        do {
            captured = try ChildProcess.capture(path, ZFSCommand.destroy(snapshots, of: dataset))
        } catch { throw .notRun(path, error) }
        guard captured.ending.isSuccess else {
            throw .failed("zfs destroy of snapshots of \(dataset)", captured.ending, captured.error)
        }
        let lines = String(decoding: captured.output, as: UTF8.self).split(separator: "\n")
        let freed = lines.last { $0.hasPrefix("reclaim\t") }.flatMap { UInt64($0.dropFirst("reclaim\t".count)) }
        return freed ?? 0
    }
}

extension Array where Element == ShortName {
    /// Parts for one call of `zfs destroy` each: Linux takes no argument beyond 128 KiB (MAX_ARG_STRLEN, execve(2)), and the
    /// names of one dataset are one argument.
    ///
    /// - Parameter limit: bytes of names and commas.
    package func batches(limit: Int = 64 << 10) -> [[ShortName]] {
        var (batches, length): ([[ShortName]], Int) = ([], 0)
        for name in self {
            let added = name.description.utf8.count + 1
            if batches.isEmpty || length + added > limit {
                batches.append([])
                length = 0
            }
            batches[batches.count - 1].append(name)
            length += added
        }
        return batches
    }
}
