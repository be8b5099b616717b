import ZFS

@testable import zpull_client

/// Six weeks of two sources, with something of each kind in them.
enum ReportSamples {
    static let yaml = """
        sources:
          - name: web1
            host: web1.example.net
            identity: /etc/zpull/id
            known_hosts: /etc/zpull/known_hosts
            fresh_within: { warn: 26h, critical: 50h }
            datasets:
              - { remote: tank, local: backup/web1, recursive: true }
          - name: db1
            host: db1.example.net
            identity: /etc/zpull/id
            known_hosts: /etc/zpull/known_hosts
            datasets:
              - { remote: rpool/postgres, local: backup/db1/postgres }
          - name: attic
            host: attic.example.net
            identity: /etc/zpull/id
            known_hosts: /etc/zpull/known_hosts
            datasets:
              - { remote: tank/old, local: backup/attic }
        """

    static let longName =
        "backup/web1/customers/a-name-that-is-as-long-as-somebody-once-thought-to-be-a-good-idea/and-then-one-below-it/data"

    static var history: [HistoryEvent] {
        var events: [HistoryEvent] = []
        for number in stride(from: UInt64(42 * 4), to: 0, by: -1) {
            let time = noon - number * 6 * hour + 1200
            // A day without any run.
            if (60..<64).contains(number) { continue }
            let outcome: HistoryEvent.Outcome = [17, 88, 89, 140].contains(number) ? .failed : .done
            let bytes = (number * 7_919 % 97) * 31 << 20 + (number % 28 == 3 ? 9 << 30 : 0)
            let seconds = Double(number * 31 % 83) + Double(bytes >> 24)
            events.append(.run("web1", at: time, outcome, bytes: outcome == .done ? bytes : 0, seconds: seconds))
        }
        let last = noon - 5 * hour
        events += [
            .dataset("web1", "backup/web1", at: last), .dataset("web1", "backup/web1/data", at: last, age: 2400),
            .dataset("web1", "backup/web1/data/home", at: last, age: 30 * hour),
            .dataset("web1", "backup/web1/mail", at: last, age: 70 * hour),
            .dataset(
                "web1", longName, at: last, .failed, age: 9 * hour, ahead: 8 * hour,
                problem: "zfs receive: cannot receive incremental stream: out of space; free some, or raise the quota"),
            .dataset(
                "web1", "backup/web1/vm", at: last, .stopped, age: 28 * hour, ahead: 26 * hour,
                problem:
                    "backup/web1/vm has snapshots that the source never had; `zfs rollback -r backup/web1/vm@hourly`"),
            .other(
                .brake, "web1", "backup/web1/photos", at: last, .stopped,
                problem:
                    "the increment would be 38 times the usual size; look at the source, then `zpull-client release`"),
            .dataset("web1", "backup/web1/photos", at: last - 1),
            lastRun,
            .other(.verify, "web1", "backup/web1/data", at: noon - 70 * hour),
            .other(.drill, "web1", "backup/web1/data", at: noon - 69 * hour),
            .other(.prune, "web1", "backup/web1/data", at: noon - 4 * hour),
            .other(
                .verify, "web1", "backup/web1/mail", at: noon - 60 * hour, .failed,
                problem: "backup/web1/mail@hourly cannot be read: zfs send: I/O error"),
        ]
        for number in stride(from: UInt64(30), to: 0, by: -1) {
            events.append(.run("db1", at: noon - number * 3000, bytes: number % 5 * 40 << 20, seconds: 12))
        }
        return events + [.dataset("db1", "backup/db1/postgres", at: noon - 3000)]
    }

    /// Some of its datasets failed, and the others were compared.
    private static var lastRun: HistoryEvent {
        var run = HistoryEvent.run("web1", at: noon - 5 * hour, .failed, bytes: 1 << 30, seconds: 74)
        (run.datasets, run.problem) = (8, nil)
        return run
    }

    static func report(_ history: [HistoryEvent] = history, yaml: String = yaml) throws -> Report {
        Report(try standing(history, yaml: yaml), history: history, host: "backup1", at: noon)
    }
}
