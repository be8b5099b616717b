import Glibc
import Replication
import System
import ZFS

/// Datasets that are held because something looked wrong, and what a person has let pass since.
///
/// `brake/TARGET` is the brake: while the file is there, runs leave the dataset alone and nothing of it is pruned. `run` makes it,
/// `zpull-client release` takes it away and notes in `released/TARGET` what had been seen, so that the same does not hold it
/// again.
extension StateFolder {
    struct BrakeRecord: Codable, Equatable {
        /// The target's name here.
        let dataset: String
        let source: String
        /// Seconds since 1970.
        let since: UInt64
        /// What looked wrong.
        let reason: String
        /// What `release` lets pass.
        var seen = BrakeAllowance()
    }

    func putBrake(_ record: BrakeRecord, on target: DatasetName) throws(SystemError) {
        try write(record, to: try file("brake", target))
    }

    /// All brakes that are on.
    func brakes() throws(SystemError) -> [DatasetName: BrakeRecord] {
        var brakes: [DatasetName: BrakeRecord] = [:]
        for target in try targets(of: "brake") { brakes[target] = try brake(on: target) }
        return brakes
    }

    /// The brake of one dataset. One whose file cannot be understood is on all the same.
    func brake(on target: DatasetName) throws(SystemError) -> BrakeRecord? {
        let path = path(of: "brake", target)
        do {
            return try read(BrakeRecord.self, from: path)
        } catch {
            guard error.number == EBADMSG else { throw error }
            return BrakeRecord(
                dataset: target.description, source: "", since: 0, reason: "the file of its brake, \(path), is damaged")
        }
    }

    /// Takes a brake away.
    ///
    /// - Returns: what it was, `nil` when there was none.
    func releaseBrake(on target: DatasetName) throws(SystemError) -> BrakeRecord? {
        guard let record = try brake(on: target) else { return nil }
        try write(try allowance(of: target).joined(with: record.seen), to: try file("released", target))
        try remove("brake", target)
        return record
    }

    /// What was seen of a target's dataset at the source, in `look/TARGET`.
    struct Look: Codable, Equatable {
        /// How many snapshots it had that the rule wants.
        let wanted: Int
        /// The patterns by which the rule wanted them: by others there are as many as there are.
        let snapshots: [String]
    }

    func look(at target: DatasetName) throws(SystemError) -> Look? {
        try read(Look.self, from: path(of: "look", target))
    }

    /// Written only when it has changed, since most looks see as many as the last one; or when that one cannot be read.
    func put(_ look: Look, at target: DatasetName) throws(SystemError) {
        if (try? self.look(at: target)) != look { try write(look, to: try file("look", target)) }
    }

    /// What a person has let pass of a dataset so far.
    func allowance(of target: DatasetName) throws(SystemError) -> BrakeAllowance {
        try read(BrakeAllowance.self, from: path(of: "released", target)) ?? BrakeAllowance()
    }
}
