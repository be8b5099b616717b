import FoundationEssentials
import Yams

/// Reads a configuration. Nothing is run, and nothing read but the file itself.
enum ConfigurationFile {
    /// Where the client looks when it is not told.
    static let defaultPath = "/etc/zpull/client.yaml"

    /// Reads and checks the file at `path`.
    ///
    /// - Throws: `ConfigurationError` with every problem, also when the file is missing or may not be read.
    static func load(path: String, files: FileChecks = .real) throws(ConfigurationError) -> Configuration {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw ConfigurationError(path: path, problems: [.unreadable(path, error)])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(path: path, problems: [.notUTF8(bytes)])
        }
        return try parse(text, path: path, files: files)
    }

    /// Checks a configuration's text.
    ///
    /// - Parameter path: stands in messages only.
    static func parse(
        _ text: String, path: String, files: FileChecks = .real
    ) throws(ConfigurationError) -> Configuration {
        let root: Node
        do {
            // Named encoding: for the default, Yams reads the environment and prints to stdout.
            guard let node = try Yams.compose(yaml: text, .default, .default, .utf8) else {
                throw ConfigurationError(path: path, problems: [.empty])
            }
            root = node
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError(path: path, problems: [.notYAML(error)])
        }
        let reading = Reading(files: files)
        let configuration = Configuration.kind(path: path).value(of: root, at: .root(reading))
        guard let configuration, reading.problems.isEmpty else {
            throw ConfigurationError(path: path, problems: reading.problems)
        }
        return configuration
    }
}
