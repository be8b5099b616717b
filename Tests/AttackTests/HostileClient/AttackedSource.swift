import Foundation
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

/// A source whose key may have some of it, and what else is there to steal.
///
/// Every dataset has a snapshot that the attacker knows of, by name and guid, and one whose name he cannot guess, so that
/// what he was not shown is told from what he has said himself.
final class AttackedSource {
    let ring: Ring
    /// The options of `serve` in the key's line.
    let policy: [String]
    let everything: [StoredDataset]
    /// Bytes that no session of this key may hear.
    let secrets: Secrets
    /// Everything in the ring's folder before the first attack.
    let files: Set<String>

    static let policy = ["--dataset", "tank/data", "--recursive", "--exclude", "private", "--snapshots", "auto_*"]
    /// What the same attempts succeed with: the control without which their failure would say nothing.
    static let noPolicy = ["--dataset", "tank", "--dataset", "vault", "--recursive"]

    /// What the policy above gives away.
    static let allowed = ["tank/data", "tank/data/child", "tank/data/clone"]
    static let forbidden = [
        "tank", "tank/data2", "tank/data2/child", "tank/dat", "tank/data-old", "tank/data:x", "tank/data child",
        "tank/Data",
        "tank/secret", "tank/data/private", "tank/data/private/deep", "vault", "vault/data",
    ]

    /// - Parameters:
    ///   - policy: of the key; whatever it is, secrets are those that the usual one keeps.
    ///   - encrypted: datasets that are.
    ///   - options: further lines of sshd_config.
    init(
        policy: [String] = AttackedSource.policy, encrypted: [String] = [], sshd options: [String] = []
    ) throws {
        self.policy = policy
        ring = try Ring(serve: policy, options: options)
        let pool = ring.source
        try pool.write("4096", to: "recordsize")
        for name in Self.allowed + Self.forbidden where try pool.dataset(name) == nil { try pool.create(name) }
        for name in Self.allowed {
            try pool.snapshot(name, "auto_1", Secrets.name("manual"), "manual", "auto_2", size: 10_000)
        }
        for name in Self.forbidden { try pool.snapshot(name, "auto_1", Secrets.name("auto"), size: 10_000) }
        let hidden = try #require(try pool.snapshots("tank/secret").last)
        try pool.change("tank/data/clone") { $0.origin = "tank/secret@\(hidden.name)" }
        for name in encrypted { try pool.change(name) { $0.encryption = "aes-256-gcm" } }
        everything = try pool.datasets()
        secrets = Secrets(everything.map { ($0, isShown: { Self.allows(dataset: $0, snapshot: $1) }) })
        files = Self.files(in: ring.folder)
    }

    /// What the usual policy allows, said again without zpull's own words.
    static func allows(dataset: String, snapshot: String) -> Bool {
        allowed.contains(dataset) && snapshot.hasPrefix("auto_")
    }

    func snapshot(_ dataset: String, _ name: String) throws -> StoredSnapshot {
        try #require(try ring.source.snapshots(dataset).first { $0.name == name })
    }

    func guid(_ dataset: String, _ name: String) throws -> UInt64 { try snapshot(dataset, name).guid }

    /// The guids of a dataset's snapshots, oldest first.
    func snapshots(of dataset: String) throws -> [UInt64] { try ring.source.snapshots(dataset).map(\.guid) }

    /// Its own.
    func guid(of dataset: String) throws -> UInt64 { try #require(try ring.source.dataset(dataset)).guid }

    // MARK: Attacks

    /// What follows `serve` in the key's line.
    var arguments: [String] { ring.serveArguments(policy) }

    /// The server, without sshd.
    func start() throws -> HostileSession { try HostileSession(try Programs.serve(), ["serve"] + arguments) }

    /// Makes attempts, some at a time, each in a session of its own.
    ///
    /// - Parameter command: what is run for one, by its number: zpull-serve, unless told otherwise.
    func play(
        _ attempts: [Attempt], width: Int = 4, through command: (@Sendable (Int) -> [String])? = nil
    ) throws -> [Outcome] {
        let serve = [try Programs.serve(), "serve"] + arguments
        let outcomes = Gathered<Result<Outcome, any Error>>()
        try Threads.forEach(attempts.count, width: width) { index in
            let words = command?(index) ?? serve
            outcomes.append(Result { try attempts[index].play(words[0], Array(words.dropFirst())) })
        }
        return try outcomes.all.map { try $0.get() }
    }

    /// Makes the attempts and counts them, with what they came to.
    func attack(_ attempts: [Attempt], at location: SourceLocation = #_sourceLocation) throws {
        try note(play(attempts), at: location)
    }

    func note(_ outcomes: [Outcome], at location: SourceLocation = #_sourceLocation) throws {
        for (outcome, breaches) in try judged(outcomes) {
            Campaign.client.note(outcome.attempt.type, outcome.attempt.name, breaches: breaches, at: location)
        }
        try expectUntouched(at: location)
    }

    /// The control: with a key that may have everything, each of these attempts succeeds, and is seen to.
    ///
    /// - Parameter signs: further things by which it must be noticed, of one attempt at least.
    func expectSuccess(
        _ attempts: [Attempt], noticedBy signs: [String] = ["heard data of ", "it ran zfs "],
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let judged = try judged(play(attempts))
        for (outcome, breaches) in judged {
            #expect(
                breaches.contains("was answered with start"), "\(outcome.attempt.name) is no attack",
                sourceLocation: location)
        }
        for sign in signs {
            #expect(judged.contains { $0.breaches.contains { $0.hasPrefix(sign) } }, sourceLocation: location)
        }
    }
}
