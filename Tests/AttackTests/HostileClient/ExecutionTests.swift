import Foundation
import Protocol
import System
import Testing

@testable import TestSupport

extension HostileClient {
    /// By the kernel's own account: strace(1) shows each program that is run, by zpull-serve or below it.
    @Suite struct WhatIsRun {
        @Test("zfs is the only program that zpull-serve runs, whatever is asked of it")
        func traced() throws {
            let source = try AttackedSource()
            let folder = "\(source.ring.folder)/attacker"
            mkdir(folder, 0o700)
            let honest = Attempt(
                type: "", name: "", bytes: Frame.send("tank/data", [try source.guid("tank/data", "auto_1")]).bytes,
                awaits: 1)
            let serve = [try Programs.serve(), "serve"] + source.ring.serveArguments(source.policy)
            let outcomes = try source.play([honest] + AllAttacks.sample(source)) { index in
                ["/usr/bin/strace", "-f", "-qq", "-e", "trace=execve,execveat", "-o", "\(folder)/trace.\(index)"]
                    + serve
            }
            #expect(outcomes.contains { $0.heard.frames.contains { $0.type == .data } }, "nothing was sent")
            let lines = try outcomes.indices.flatMap {
                try text(ofFile: "\(folder)/trace.\($0)").split(separator: "\n")
            }
            let programs = Dictionary(grouping: lines.filter { $0.contains("exec") }) { Self.program(in: $0) }
            #expect(programs.keys.sorted() == [serve[0], source.ring.source.zfs].sorted())
            #expect(programs[serve[0]]?.count == outcomes.count, "zpull-serve ran itself")
            #expect((programs[source.ring.source.zfs]?.count ?? 0) >= outcomes.count / 3)
            print("strace: \(programs.map { "\($0.key) \($0.value.count) times" }.sorted().joined(separator: ", "))")
            try source.expectUntouched()
        }

        /// `4711  execve("/usr/sbin/zfs", ["/usr/sbin/zfs", "list", …], 0x7ff… /* 2 vars */) = 0`
        private static func program(in line: Substring) -> String {
            let parts = line.split(separator: "\"", maxSplits: 2)
            return parts.count > 1 ? String(parts[1]) : String(line)
        }
    }
}
