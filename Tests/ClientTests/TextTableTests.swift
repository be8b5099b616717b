import Testing

@testable import zpull_client

@Suite("A table")
struct TextTableTests {
    @Test("has columns as wide as their widest cell, and nothing at the end of lines")
    func columns() {
        var table = TextTable(["NAME", "SIZE", "WHAT"])
        table.add(["tank/data", "1 B", ""])
        table.add(["x", "100 MiB", "is here"])
        #expect(
            table.lines == [
                "NAME       SIZE     WHAT",
                "tank/data  1 B",
                "x          100 MiB  is here",
            ])
    }

    @Test("takes rows with fewer cells, and letters of more than one byte")
    func ragged() {
        var table = TextTable(["a", "b"])
        table.add(["größe"])
        table.add(["", "x"])
        #expect(table.lines == ["a      b", "größe", "       x"])
        #expect(TextTable([]).lines == [""])
    }
}
