import CLinux
import Foundation
import Synchronization
import System
import Testing

/// The audit's claims against sshd itself. Without root it fails: skipped, it would be green and prove nothing.
@Suite("What the audit says a key may do, a real sshd lets it do")
struct ProofTests {
    /// The same each time, so that it fails by what was changed; ZPULL_PROOF_SEED and ZPULL_PROOF_COUNT tell others.
    @Test("in hundreds of combinations of authorized_keys and sshd_config")
    func combinations() throws {
        try #require(geteuid() == 0, "run as root: sshd must take on another account, and see homes of its own")
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["ZPULL_PROOF_SEED"].flatMap { UInt64($0) } ?? 1
        let count = environment["ZPULL_PROOF_COUNT"].flatMap { Int($0) } ?? 320
        let scratch = FileManager.default.temporaryDirectory.appending(path: "zpull-proof-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }

        let tally = Mutex(Tally())
        let width = 2
        // Each worker has ports and files of its own.
        try Threads.forEach(width, width: width) { worker in
            do {
                let folder = "\(scratch)/\(worker)"
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                let machine = try ProofMachine(folder: folder)
                for number in stride(from: worker, to: count, by: width) {
                    let (combination, report) = try Self.trial(seed &+ UInt64(number), number, machine)
                    tally.withLock { $0.add(combination, report, seed: seed &+ UInt64(number)) }
                }
            } catch {
                tally.withLock { $0.troubles.append("\(error)") }
            }
        }
        let result = tally.withLock { $0 }
        print("proof: seed \(seed), \(result.combinations) combinations, \(result.count) answers compared")
        for line in result.told { print("proof:   \(line)") }
        #expect(result.troubles == [])
        #expect(result.combinations == count)
    }

    private static func trial(
        _ seed: UInt64, _ number: Int, _ machine: ProofMachine
    ) throws -> (Combination, Trial.Report) {
        let folder = "\(machine.folder)/trial\(number)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var inventor = Inventor(seed: seed, machine: machine, folder: folder)
        let combination = inventor.combination()
        do {
            let report = try Trial(machine: machine, combination: combination, folder: folder)
                .run(isThorough: number.isMultiple(of: 4))
            return (combination, report)
        } catch { throw Trouble("seed \(seed): \(error)\n\(combination.told)") }
    }

    private struct Tally {
        var combinations = 0
        /// How often sshd gave each answer, by right.
        var answers: [String: [String: Int]] = [:]
        var troubles: [String] = []

        var count: Int { answers.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

        var told: [String] {
            answers.sorted { $0.key < $1.key }.map { right, answers in
                "\(right): "
                    + answers.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            }
        }

        mutating func add(_ combination: Combination, _ report: Trial.Report, seed: UInt64) {
            combinations += 1
            for (right, answer) in report.compared {
                let kind = right == "line" && answer != "none" ? "one" : answer
                answers[right, default: [:]][kind, default: 0] += 1
            }
            guard !report.disagreements.isEmpty else { return }
            troubles.append("seed \(seed):\n\(report.disagreements.joined(separator: "\n"))\n\(combination.told)")
        }
    }
}

extension Combination {
    /// For whoever looks for what went wrong.
    fileprivate var told: String {
        configuration.joined(separator: "\n") + keyFiles.map { "\n--- \($0.path)\n\($0.text)" }.joined()
    }
}
