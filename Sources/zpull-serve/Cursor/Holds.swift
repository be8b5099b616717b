import ZFS

/// Reads what `zfs` tells of holds.
enum Holds {
    /// The snapshots that have any, in what `ZFSCommand.holdCounts` prints: `tank/data@one<TAB>2`.
    static func held(in output: [UInt8]) -> [SnapshotName] {
        lines(output).compactMap { fields in
            fields.count == 2 && !["0", "-"].contains(fields[1]) ? SnapshotName(fields[0]) : nil
        }
    }

    /// The snapshots that have this one, in what `ZFSCommand.holds` prints: `tank/data@one<TAB>zpull:backup1<TAB>Mon …`.
    static func snapshots(with tag: String, in output: [UInt8]) -> [SnapshotName] {
        lines(output).compactMap { fields in
            fields.count >= 2 && fields[1] == tag ? SnapshotName(fields[0]) : nil
        }
    }

    private static func lines(_ output: [UInt8]) -> [[Substring]] {
        String(decoding: output, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
    }
}
