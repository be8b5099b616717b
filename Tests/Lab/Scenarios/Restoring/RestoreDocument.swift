/// docs/restore.md: its commands, by chapter.
struct RestoreDocument {
    private let lines: [Substring]

    init() throws {
        lines = String(decoding: try Tool.read(Machine.restoreDocument), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// What stands in the blocks for a shell below a heading, up to the next heading.
    func commands(under heading: String) throws -> [String] {
        guard let start = lines.firstIndex(where: { $0.drop { $0 == "#" } == " \(heading)" }) else {
            throw Unmet("docs/restore.md has no chapter “\(heading)”")
        }
        var (found, block): ([String], Substring?) = ([], nil)
        for line in lines[(start + 1)...] {
            if line.hasPrefix("```") {
                block = block == nil ? line : nil
            } else if block == "```sh" {
                found.append(String(line))
            } else if block == nil, line.hasPrefix("#") {
                break
            }
        }
        guard !found.isEmpty else { throw Unmet("docs/restore.md has no commands below “\(heading)”") }
        return found
    }
}
