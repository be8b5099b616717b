import Testing
import ZFS

@Suite("A choice of datasets")
struct DatasetSelectionTests {
    private func contains(_ name: String, recursive: Bool = true, exclude: String...) throws -> Bool {
        let root = try #require(DatasetName("tank/data"))
        let selection = DatasetSelection(
            root: root, isRecursive: recursive, exclude: try exclude.map { try #require(Glob($0)) })
        return selection.contains(try #require(DatasetName(name)))
    }

    @Test("that is not recursive is one dataset")
    func flat() throws {
        #expect(try contains("tank/data", recursive: false))
        #expect(try !contains("tank/data/a", recursive: false))
        #expect(try !contains("tank", recursive: false))
    }

    @Test("that is recursive is the root and all below it, by whole names")
    func recursive() throws {
        #expect(try contains("tank/data"))
        #expect(try contains("tank/data/a/b"))
        #expect(try !contains("tank/data2"))
        #expect(try !contains("tank/data2/a"))
        #expect(try !contains("tank"))
        #expect(try !contains("tank/other"))
    }

    @Test("lacks what matches by full name or by path, with all below it")
    func exclude() throws {
        #expect(try !contains("tank/data/tmp", exclude: "tmp"))
        #expect(try !contains("tank/data/tmp/a/b", exclude: "tmp"))
        #expect(try contains("tank/data/a/tmp", exclude: "tmp"))
        #expect(try !contains("tank/data/a/tmp", exclude: "*/tmp"))
        #expect(try !contains("tank/data/tmp", exclude: "*/tmp"))
        #expect(try !contains("tank/data/a/b", exclude: "tank/data/a"))
        #expect(try contains("tank/data/ab", exclude: "a"))
        #expect(try !contains("tank/data/b", exclude: "a", "b"))
        #expect(try contains("tank/data/c", exclude: "a", "b"))
    }

    @Test("never lacks its root")
    func root() throws {
        #expect(try contains("tank/data", exclude: "*", "tank/data", "data"))
        #expect(try !contains("tank/data/a", exclude: "tank/data*"))
        #expect(try contains("tank/data/a", exclude: "tank/data"))
    }
}
