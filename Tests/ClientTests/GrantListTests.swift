import FoundationEssentials
import Testing

@testable import zpull_client

@Suite("What zfs allow prints")
struct GrantListTests {
    private let text = """
        ---- Permissions on tank/data ----------------------------------------
        Permission sets:
        	@backup send,hold
        Create time permissions:
        	mount
        Local permissions:
        	user zpull receive
        	group zpull destroy
        Local+Descendent permissions:
        	user zpull create,mount
        	user zpull2 rollback
        	everyone diff
        ---- Permissions on tank ---------------------------------------------
        Descendent permissions:
        	user zpull send

        """

    @Test("is gathered for one user from all levels, with what everyone has")
    func gathered() {
        #expect(GrantList.granted(in: text, to: "zpull") == ["receive", "create", "mount", "diff", "send"])
        #expect(GrantList.granted(in: text, to: "zpull2") == ["rollback", "diff"])
        #expect(GrantList.granted(in: text, to: "nobody") == ["diff"])
        #expect(GrantList.granted(in: "", to: "zpull") == [])
    }

    @Test("is read as OpenZFS really printed it")
    func captured() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "ZFSTests/Fixtures/listings/allow.tsv")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(GrantList.granted(in: text, to: "zpull") == ["hold", "send"])
    }
}
