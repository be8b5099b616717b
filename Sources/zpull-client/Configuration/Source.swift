import Replication
import ZFS

/// A host, or a pool of this one, that is backed up.
struct Source: Equatable, Sendable {
    /// Unique; letters, digits, `-`, `_` and `.`, so that it can name files.
    let name: String
    let host: Host
    /// Silence after which a connection counts as dead.
    let timeout: Duration
    /// The longest wait for what was asked of a source that is there; longer than the `--idle` of zpull-serve, which then
    /// ends the session itself.
    let idle: Duration
    /// The receive window in bytes, 1 MiB to 32 MiB: throughput is at most window / round-trip time.
    let window: Int
    /// At least one.
    let datasets: [DatasetRule]
    /// Only snapshots that match one of these are pulled; empty for all. Each rule of `datasets` has them already.
    let snapshots: [Glob]
    /// What rules without `keep` of their own have inherited.
    let keep: Keep?
    /// What rules without `fresh_within` of their own have inherited.
    let freshWithin: FreshWithin?
    /// Where its name stands.
    let position: Position
}

extension Source {
    static var kind: Kind<Source> {
        .mapping("a source", example: "{ name: web1, host: web1.example.net, … }") { fields in
            let name = fields.required("name", .sourceName)
            let host = Host(fields)
            let timeout = fields.optional("timeout", .timeout(example: "60s"))
            let idle = fields.optional("idle", .timeout(example: "2h"))
            let window = fields.optional("window", .size(in: 1 << 20...32 << 20, "1MiB to 32MiB", example: "16MiB"))
            let defaults = DatasetRule.Defaults(fields)
            let datasets = fields.required(
                "datasets", .nonEmptyList(of: DatasetRule.kind(defaults: defaults, isLocal: host?.isLocal ?? false)))
            guard let name, let host, let datasets else { return nil }
            return Source(
                name: name, host: host, timeout: timeout ?? .seconds(60), idle: idle ?? .seconds(7200),
                window: window ?? 8 << 20, datasets: datasets, snapshots: defaults.snapshots, keep: defaults.keep,
                freshWithin: defaults.freshWithin, position: fields.position(of: "name"))
        }
    }
}

extension Kind<String> {
    fileprivate static var sourceName: Kind {
        .text("a name of letters, digits, - _ and . that begins with a letter or digit", example: "web1") {
            text throws(Refusal) in
            guard let first = text.unicodeScalars.first, text.count <= 64, first.isLetterOrDigit,
                text.unicodeScalars.allSatisfy({ $0.isLetterOrDigit || "-_.".unicodeScalars.contains($0) })
            else { throw .unfit }
            return text
        }
    }
}

extension Reading {
    /// Two sources of one name would share locks and records.
    func refuseSharedNames(_ sources: [Source]) {
        var seen: [String: Position] = [:]
        for source in sources {
            if let earlier = seen[source.name] {
                report(
                    "the name \"\(source.name)\" is taken by the source of line \(earlier.line); give each its own",
                    at: source.position)
            }
            seen[source.name] = seen[source.name] ?? source.position
        }
    }
}
