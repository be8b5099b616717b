import System
import ZFS

/// How old the newest snapshots here are, held against `fresh_within`.
struct Ages {
    /// Every target that is here, with its snapshots.
    let here: Listing
    /// Seconds since 1970.
    let time: UInt64

    /// Adds to a source's findings which datasets were looked at and which of them are behind.
    ///
    /// - Parameter gone: targets that the source no longer has, and which are as old as they are for good.
    func look(at source: Source, leavingOut gone: Set<String>, into findings: inout SourceFindings) {
        var watched: Set<String> = []
        for rule in source.datasets {
            guard let limit = rule.freshWithin else { continue }
            for dataset in here.datasets where !gone.contains("\(dataset.name)") && rule.origin(of: dataset.name) != nil
            {
                guard let newest = dataset.snapshots.map(\.creation).max() else { continue }
                watched.insert("\(dataset.name)")
                guard let level = limit.level(ofAge: time - min(newest, time)) else { continue }
                findings.concerns.append(
                    Concern(
                        place: .init(source: source.name, dataset: "\(dataset.name)"),
                        kind: .behind(level, newest: newest), since: time))
            }
        }
        findings.watched = watched
    }
}

extension FreshWithin {
    /// - Parameter age: seconds.
    func level(ofAge age: UInt64) -> Concern.Level? {
        let age = Duration.seconds(age)
        return age > critical ? .critical : age > warn ? .warn : nil
    }
}
