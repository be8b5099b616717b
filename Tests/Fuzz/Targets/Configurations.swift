import FoundationEssentials
import ZFS

@testable import zpull_client

extension FuzzTarget {
    /// A configuration file.
    static let configuration = FuzzTarget(
        name: "configuration",
        seeds: {
            try Fixtures.files(in: "ClientTests/Fixtures/config", endingIn: ".yaml")
                + [plainYAML, localYAML].map { Array($0.utf8) }
        },
        words: keys
    ) { bytes in
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let problem = ConfigurationError.Problem.notUTF8(Data(bytes))
            return require(problem.position == firstDamage(in: bytes), "the first byte that is not UTF-8 is told")
        }
        do throws(ConfigurationError) {
            let configuration = try parse(text)
            require((try? parse(text)) == configuration, "a configuration is read twice as the same")
            check(configuration)
        } catch {
            require(!error.problems.isEmpty, "a refusal has a reason")
            // To libyaml, what ends without a line feed ends in a line of its own.
            let widths = lines(of: text).map(\.count) + [0]
            for problem in error.problems { check(problem, inLinesOf: widths) }
        }
    }

    /// Every word that stands before a colon in the configuration that has every key.
    private static let keys: [String] = {
        let text = (try? fixture("every-key.yaml")) ?? ""
        let words = text.split { !$0.isLetter && $0 != "_" && $0 != ":" }
        return words.filter { $0.hasSuffix(":") }.map(String.init) + ["<<: *a", "&a ", "!!str ", "|\n"]
    }()
}

private func check(_ configuration: Configuration) {
    require(!configuration.sources.isEmpty && (1...64).contains(configuration.jobs), "there are sources and jobs")
    let names = configuration.sources.map(\.name)
    require(Set(names).count == names.count, "each source has a name of its own")
    let rules = configuration.sources.flatMap(\.datasets)
    require(Set(rules.map(\.local)).count == rules.count, "each rule has a target of its own")
    require(rules.allSatisfy { $0.local.parent != nil }, "no target is a pool")
    for path in [configuration.state, configuration.zfs, configuration.metrics ?? "/"] {
        require(path.hasPrefix("/"), "paths are absolute")
    }
}

private func check(_ problem: ConfigurationError.Problem, inLinesOf widths: [Int]) {
    require(!problem.message.isEmpty, "a problem is told")
    guard let position = problem.position else { return }
    require((1...widths.count).contains(position.line), "a problem is told of a line that is there")
    require(
        (1...widths[position.line - 1] + 1).contains(position.column), "a problem is told of a column that is there")
}

/// Where the bytes stop being UTF-8.
private func firstDamage(in bytes: [UInt8]) -> Position {
    var (line, column) = (1, 1)
    var (decoder, rest) = (UTF8(), bytes.makeIterator())
    while case .scalarValue(let scalar) = decoder.decode(&rest) {
        (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    return Position(line: line, column: column)
}

/// The lines as YAML 1.1 breaks them (5.4), and libyaml counts them.
private func lines(of text: String) -> [Substring.UnicodeScalarView] {
    let breaks = "\n\r\u{85}\u{2028}\u{2029}".unicodeScalars
    return text.replacing("\r\n", with: "\n").unicodeScalars.split(omittingEmptySubsequences: false) {
        breaks.contains($0)
    }
}
