import Testing
import ZFS

@testable import zpull_client

@Suite("Doctor, asked about grants,")
struct GrantCheckTests {
    private let pruning = "user zpull-prune destroy,mount,send"

    /// What is found when these rows stand on the parent, Local+Descendent.
    private func findings(
        _ rows: String..., version: String = "2.1.11", isSingleUser: Bool = false, quarantines: Bool = false
    ) throws -> [Finding] {
        let dataset = try #require(DatasetName("backup/my web"))
        let text =
            "---- Permissions on backup/my web ----\nLocal+Descendent permissions:\n"
            + rows.map { "\t\($0)\n" }.joined()
        return GrantCheck(
            list: GrantList(parsing: text, of: dataset), dataset: dataset,
            version: try #require(OpenZFSVersion(version)), quarantines: quarantines,
            receiver: Account(name: "zpull-receive", groups: ["staff"]),
            pruner: isSingleUser ? nil : Account(name: "zpull-prune", groups: [])
        ).findings()
    }

    private func fine(_ text: String) -> Finding { .fine("backup/my web", text) }

    @Test("finds nothing wrong with what permissions prints")
    func exact() throws {
        let fine = [fine("zpull-receive may receive"), fine("zpull-prune may prune")]
        #expect(try findings("user zpull-receive create,mount,receive", pruning) == fine)
        #expect(try findings("user zpull-receive create,mount,receive:append", pruning, version: "2.4.4") == fine)
        #expect(
            try findings("user zpull-receive create,destroy,mount,receive,send", isSingleUser: true) == fine.dropLast())
    }

    @Test("names what the receiver lacks, and the command", arguments: ["receive", "create", "mount"])
    func missing(grant: String) throws {
        let rest = ["create", "mount", "receive"].filter { $0 != grant }.joined(separator: ",")
        let found = try findings("user zpull-receive \(rest)", pruning)
        #expect(
            found[0]
                == .fault(
                    "backup/my web",
                    "zpull-receive lacks \(grant)",
                    mend: "as root: `zfs allow -u zpull-receive \(grant) 'backup/my web'`"))
    }

    @Test("asks for rename where something may be set aside, and warns of it elsewhere")
    func rename() throws {
        let (with, without) = (
            "user zpull-receive create,mount,receive,rename", "user zpull-receive create,mount,receive"
        )
        #expect(try findings(with, pruning, quarantines: true).allSatisfy { $0.level == .fine })
        #expect(try findings(without, pruning, quarantines: true)[0].text == "zpull-receive lacks rename")
        #expect(try findings(with, pruning).contains { $0.level == .warning && $0.text.contains("has rename") })
    }

    @Test("names the tighter grant as the one that is missing, where there is one")
    func missingAppend() throws {
        let found = try findings("user zpull-receive create,mount", pruning, version: "2.3.9")
        #expect(found[0].level == .fault && found[0].text == "zpull-receive lacks receive:append")
    }

    @Test("tells of destroy that a single user lacks")
    func single() throws {
        let found = try findings("user zpull-receive create,mount,receive,send", isSingleUser: true)
        #expect(found.count == 1 && found[0].level == .fault && found[0].text == "zpull-receive lacks destroy")
    }

    @Test("warns of what the pruner lacks, and the command")
    func pruner() throws {
        let found = try findings("user zpull-receive create,mount,receive", "user zpull-prune destroy")
        #expect(
            found[1]
                == .warning(
                    "backup/my web",
                    "zpull-prune lacks mount, so that `prune` can do nothing there",
                    mend: "as root: `zfs allow -u zpull-prune mount 'backup/my web'`"))
    }

    @Test("warns of the grant that verify lacks, which from 2.4.0 on is for raw streams alone")
    func verifier() throws {
        let (receiver, pruner) = ("user zpull-receive create,mount,receive", "user zpull-prune destroy,mount")
        #expect(
            try findings(receiver, pruner).last
                == .warning(
                    "backup/my web",
                    "zpull-prune lacks send, so that `verify` cannot read backups through",
                    mend: "as root: `zfs allow -u zpull-prune send 'backup/my web'`"))
        #expect(try findings(receiver, pruner, version: "2.4.0").last?.text.contains("lacks send:raw,") == true)
        for grant in ["send", "send:raw"] {
            let found = try findings(receiver, "\(pruner),\(grant)", version: "2.4.0")
            #expect(!found.contains { $0.text.contains("`verify`") })
        }
        let single = try findings("user zpull-receive create,destroy,mount,receive", isSingleUser: true)
        #expect(single.map(\.level) == [.fine, .warning])
    }

    @Test("warns of all that the receiver has and need not, in one line, with what takes it back")
    func surplus() throws {
        let found = try findings(
            "user zpull-receive create,destroy,mount,receive,rollback", "group staff hold", "everyone diff",
            "group other rename", pruning)
        #expect(found.count == 3)
        #expect(
            found[1]
                == .warning(
                    "backup/my web",
                    "zpull-receive has destroy, diff, hold, rollback, which a receiver need not",
                    mend: "as root: `zfs unallow "
                        + "-e diff 'backup/my web'; zfs unallow -g staff hold 'backup/my web'; zfs unallow -u "
                        + "zpull-receive destroy,rollback 'backup/my web'`"))
    }

    @Test("advises receive:append in place of receive where there is one, and is content with either")
    func forced() throws {
        let found = try findings("user zpull-receive create,mount,receive", pruning, version: "2.3.9")
        #expect(found.map(\.level) == [.fine, .warning, .fine])
        #expect(
            found[1].mend?.contains(
                "`zfs allow -u zpull-receive receive:append 'backup/my web'; zfs unallow -u zpull-receive receive "
                    + "'backup/my web'`") == true)
        let both = try findings("user zpull-receive create,mount,receive,receive:append", pruning, version: "2.4.4")
        #expect(both.map(\.level) == [.fine, .warning, .fine])
    }
}
