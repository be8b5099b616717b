/// Why a configuration was refused: every problem that was found, in the order of the file.
struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    struct Problem: Hashable, Sendable {
        /// `nil` when the file as a whole is meant.
        let position: Position?
        /// What is wrong, and what mends it.
        let message: String
    }

    let path: String
    /// Never empty.
    let problems: [Problem]

    init(path: String, problems: some Sequence<Problem>) {
        self.path = path
        self.problems = problems.sorted { left, right in
            guard left.position != right.position else { return left.message < right.message }
            guard let first = left.position, let second = right.position else { return left.position == nil }
            return first < second
        }
    }

    /// One line for each problem: `/etc/zpull/client.yaml:4:5: unknown key "prot", did you mean "port"?`
    var description: String {
        problems.map { problem in
            let place = problem.position.map { "\(path):\($0.line):\($0.column)" } ?? path
            return "\(place): \(problem.message)"
        }.joined(separator: "\n")
    }
}

/// A place in a text. Lines and columns count from 1, columns in Unicode scalars, as libyaml counts them.
struct Position: Hashable, Comparable, Sendable {
    let line: Int
    let column: Int

    static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
