import Foundation
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("docs/operations.md has just the keys that are printed by")
struct DocumentedJSONTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one")
    }

    /// One pull, one stream that breaks, and one run that the source refuses.
    private func failAfterwards() throws {
        try ring.pull()
        try ring.source.snapshot("tank/data", "two")
        try ring.source.fail("send: exit 1: no luck")
        try ring.client("run").expect(code: 1)
        try ring.server.authorize("")
        try ring.client("run").expect(code: 14)
    }

    @Test("status, check and history")
    func watching() throws {
        try ring.configure { $0.more = ["fresh_within: { warn: 1h, critical: 2h }", "keep: { last: 1 }"] }
        try ring.pull()
        // The snapshot is of long ago.
        try ring.client("prune").expect(code: 1)
        try failAfterwards()
        try ring.client("verify").expect(code: 0)
        try ring.target.fail("send: exit 1: Input/output error")
        try ring.client("verify").expect(code: 1)
        let status = try Manual.keys(after: "`status --json`")
        #expect(try keys(ofJSON: ring.client("status", "--json").output) == status)
        let check = try keys(ofJSON: ring.client("check", "--json").output)
        #expect(try check == status.union(Manual.keys(after: "`check --json`")))
        // `gone` and `locked` are shown elsewhere.
        let history = try keys(ofJSON: ring.client("history", "--json").output)
        #expect(try history.isSubset(of: Manual.keys(after: "### History")))
    }

    @Test("run")
    func run() throws {
        let history = try Manual.keys(after: "### History")
        let run = try Manual.keys(after: "`run --json`")
        for fault in [nil, "send: exit 1: no luck"] {
            if let fault { try ring.source.fail(fault) }
            let found = try keys(ofJSON: ring.client("run", "--json").output)
            #expect(found.isSuperset(of: run))
            #expect(found.isSubset(of: run.union(history)))
            try ring.source.snapshot("tank/data", "two")
        }
    }

    @Test("doctor")
    func doctor() throws {
        try ring.source.fail("send: exit 1: warning: cannot send 'tank/data@one': permission denied")
        #expect(try keys(ofJSON: ring.client("doctor", "--json").output) == Manual.keys(after: "`doctor --json`"))
    }

    @Test("permissions")
    func permissions() throws {
        let printed = try ring.client("permissions", "--json").output
        #expect(try keys(ofJSON: printed) == Manual.keys(after: "`permissions --json`"))
    }

    @Test("keyline of zpull-serve")
    func keyline() throws {
        let printed = try TestSupport.run(
            try Programs.serve(),
            ["keyline", "--json", "--id", "backup1", "--dataset", "tank", "\(ring.server.identity).pub"])
        #expect(try keys(ofJSON: printed) == Manual.keys(after: "`zpull-serve keyline --json`"))
    }
}
