import FoundationEssentials
import Testing
import ZFS

@Suite("What zfs allow prints")
struct GrantListTests {
    private func list(_ text: String, of dataset: String = "tank/data") throws -> GrantList {
        GrantList(parsing: text, of: try #require(DatasetName(dataset)))
    }

    private func captured(_ file: String) throws -> GrantList {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let path = tests.appending(path: "ZFSTests/Fixtures/listings/\(file)")
        return try list(try String(contentsOf: path, encoding: .utf8))
    }

    private func account(_ name: String, _ groups: String...) -> Account { Account(name: name, groups: groups) }

    @Test("is read as OpenZFS really printed it: a plain grant")
    func plain() throws {
        #expect(try captured("allow.tsv").permissions(of: account("zpull")) == ["hold", "send"])
        #expect(try captured("allow.tsv").permissions(of: account("another")) == [])
    }

    @Test("is read as OpenZFS really printed it: sets, groups, everyone, local and descendent, and an ancestor")
    func everything() throws {
        let list = try captured("allow-all.tsv")
        // `create` is for descendents only, `receive` local only; `bookmark` comes from above, `clone` does not reach.
        #expect(list.permissions(of: account("zs")) == ["hold", "send", "bookmark", "diff"])
        #expect(
            Set(list.grants(of: account("zs")).map(\.permission))
                == ["hold", "send", "bookmark", "diff", "create", "receive"])
        #expect(list.permissions(of: account("zr")) == ["rollback", "diff"])
        #expect(list.permissions(of: account("zr", "users", "zg")) == ["rollback", "diff", "mount", "userprop"])
        #expect(list.permissions(of: account("nobody")) == ["diff"])
    }

    @Test("of an ancestor counts as far as it reaches below it")
    func ancestors() throws {
        let text = """
            ---- Permissions on tank ---------------------------------------------
            Local permissions:
            \tuser zpull mount
            Descendent permissions:
            \tuser zpull send
            """
        let list = try list(text)
        #expect(list.permissions(of: account("zpull")) == ["send"])
        #expect(list.grants(of: account("zpull")).map(\.permission) == ["send"])
        #expect(try self.list(text, of: "tank").permissions(of: account("zpull")) == [])
    }

    @Test("has local and descendent grants that together make a whole one")
    func together() throws {
        let text = """
            ---- Permissions on tank/data ----------------------------------------
            Local permissions:
            \tuser zpull receive,mount
            Descendent permissions:
            \tgroup backup receive
            \tuser zpull create
            """
        #expect(try list(text).permissions(of: account("zpull", "backup")) == ["receive"])
        #expect(try list(text).permissions(of: account("zpull")) == [])
    }

    /// Measured, 2.1.11: with the set's definition below the grant, `zfs receive` was refused; beside or above it, not.
    @Test("has sets, which count where they are defined on the grant's dataset or above it")
    func sets() throws {
        func text(set: String, grant: String) -> String {
            """
            ---- Permissions on tank/data ----------------------------------------
            \(set == "tank/data" ? "Permission sets:\n\t@in mount,@more\n\t@more send" : "")
            \(grant == "tank/data" ? "Local+Descendent permissions:\n\tuser zpull @in" : "")
            ---- Permissions on tank ---------------------------------------------
            \(set == "tank" ? "Permission sets:\n\t@in mount,@more\n\t@more send" : "")
            \(grant == "tank" ? "Local+Descendent permissions:\n\tuser zpull @in" : "")
            """
        }
        for (set, grant) in [("tank/data", "tank/data"), ("tank", "tank/data"), ("tank", "tank")] {
            #expect(try list(text(set: set, grant: grant)).permissions(of: account("zpull")) == ["mount", "send"])
        }
        #expect(try list(text(set: "tank/data", grant: "tank")).permissions(of: account("zpull")) == [])
    }

    @Test("may have sets that name each other")
    func circle() throws {
        let text = """
            ---- Permissions on tank/data ----------------------------------------
            Permission sets:
            \t@a send,@b
            \t@b hold,@a
            Local+Descendent permissions:
            \tuser zpull @a
            """
        #expect(try list(text).permissions(of: account("zpull")) == ["send", "hold"])
    }

    @Test("says where each grant stands, and so how it is taken back")
    func takingBack() throws {
        let text = """
            ---- Permissions on tank/my data -------------------------------------
            Local permissions:
            \tuser zpull destroy
            Descendent permissions:
            \tuser zpull rollback
            ---- Permissions on tank ---------------------------------------------
            Permission sets:
            \t@in hold,rename
            Local+Descendent permissions:
            \tuser zpull @in
            \teveryone diff
            """
        #expect(
            try list(text, of: "tank/my data").grants(of: account("zpull")).takingBack == [
                "zfs unallow -e diff tank", "zfs unallow -s @in hold,rename tank",
                "zfs unallow -u zpull destroy,rollback 'tank/my data'",
            ])
    }

    @Test("may be nothing")
    func nothing() throws {
        #expect(try list("").grants.isEmpty)
        #expect(try list("\tuser zpull send\n").grants.isEmpty)
    }
}
