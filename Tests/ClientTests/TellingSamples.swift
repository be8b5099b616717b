import Testing
import ZFS

@testable import zpull_client

/// A source's findings in a few words: all of `datasets` compared, and nothing wrong.
func findings(
    _ source: String = "web1", datasets: Set<String>? = ["backup/a", "backup/b"],
    locked: [DatasetName] = [], notReached: Set<String> = [], _ concerns: [Concern] = [], watched: Set<String>? = nil,
    proven: Set<String>? = nil
) -> SourceFindings {
    SourceFindings(
        source: source, datasets: datasets, locked: locked, notReached: notReached, snapshots: 5,
        bytes: 3 << 20, concerns: concerns, watched: watched, proven: proven)
}

func findings(_ concerns: [Concern], watched: Set<String>? = nil) -> SourceFindings {
    findings("web1", concerns, watched: watched)
}

func failure(
    _ source: String = "web1", _ dataset: String? = "backup/a", code: Int32 = 1, problem: String = "no luck",
    since: UInt64 = 0
) -> Concern {
    Concern(
        place: .init(source: source, dataset: dataset), kind: .failure(exitCode: code, problem: problem), since: since)
}

func behind(
    _ level: Concern.Level = .warn, _ dataset: String = "backup/a", newest: UInt64 = 1000, since: UInt64 = 0
) -> Concern {
    Concern(place: .init(source: "web1", dataset: dataset), kind: .behind(level, newest: newest), since: since)
}

func flaw(_ dataset: String = "backup/a", problem: String = "unreadable", since: UInt64 = 0) -> Concern {
    Concern(place: .init(source: "web1", dataset: dataset), kind: .flaw(problem: problem), since: since)
}
