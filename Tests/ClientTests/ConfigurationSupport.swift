import FoundationEssentials
import ZFS

@testable import zpull_client

/// A configuration that is right, for tests to change one thing in.
let plainYAML = """
    sources:
      - name: web1
        host: web1.example.net
        identity: /etc/zpull/id
        known_hosts: /etc/zpull/known_hosts
        datasets:
          - remote: tank/data
            local: backup/web1/data

    """

/// The same for a pool of this machine.
let localYAML = """
    sources:
      - name: here
        host: local
        datasets:
          - remote: tank/data
            local: backup/data

    """

/// Every file is there but those that `missing` names.
func parse(_ yaml: String, missing: Set<String> = []) throws(ConfigurationError) -> Configuration {
    try ConfigurationFile.parse(yaml, path: "c.yaml", files: FileChecks { !missing.contains($0) })
}

/// What a configuration is refused with, one problem a line; `nil` when it is taken.
func refusal(of yaml: String, missing: Set<String> = []) -> String? {
    do throws(ConfigurationError) {
        _ = try parse(yaml, missing: missing)
        return nil
    } catch {
        return error.description
    }
}

/// The text of a file in Fixtures/config.
func fixture(_ name: String) throws -> String {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/config/\(name)")
    return try String(contentsOf: file, encoding: .utf8)
}
