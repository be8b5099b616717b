import FoundationEssentials
import Testing

@testable import zpull_client

/// The file itself, and the files that it names, on a real file system.
struct ConfigurationFileTests {
    @Test("a file on disk is read, and the files that it names are looked for")
    func load() throws {
        try inFolder { folder in
            let yaml = plainYAML.replacing("/etc/zpull", with: folder)
            let file = try write(yaml, "client.yaml", in: folder)
            for name in ["id", "known_hosts"] { try write("", name, in: folder) }
            #expect(try ConfigurationFile.load(path: file) == parse(yaml, path: file))
        }
    }

    @Test("files that are not there are no matter to a check on another machine")
    func checkElsewhere() throws {
        try inFolder { folder in
            let file = try write(plainYAML.replacing("/etc/zpull", with: folder), "client.yaml", in: folder)
            #expect(throws: ConfigurationError.self) { try ConfigurationFile.load(path: file) }
            #expect(throws: Never.self) { try ConfigurationFile.load(path: file, files: .skipped) }
        }
    }

    @Test("a folder where a key belongs is not a key")
    func folderForKey() throws {
        try inFolder { folder in
            #expect(!FileChecks.real.isFile(folder))
            #expect(!FileChecks.real.isFile(folder + "/nothing"))
            let file = try write("", "file", in: folder)
            #expect(FileChecks.real.isFile(file))
        }
    }

    @Test("a file that is not there is told from one that is wrong")
    func missing() throws {
        try inFolder { folder in
            let file = folder + "/client.yaml"
            #expect(refusal(ofFile: file) == "\(file): no such file; write it, or name another with --config")
        }
    }

    @Test("a folder is not a configuration")
    func folder() throws {
        try inFolder { folder in
            #expect(refusal(ofFile: folder) == "\(folder): is a folder; name the file within it")
        }
    }

    @Test("a file that may not be read is answered with who may read it")
    func forbidden() {
        // Root may read all files, so that the error is made by hand.
        let problem = ConfigurationError.Problem.unreadable("/c.yaml", CocoaError(.fileReadNoPermission))
        #expect(
            problem.message == "this user may not read it; run as the user that does the backups, "
                + "or let its group read it (chmod 640)")
    }

    @Test("bytes that are not UTF-8 are found by line and column")
    func notUTF8() throws {
        try inFolder { folder in
            let file = folder + "/client.yaml"
            try Data("jobs: 2\n# ü\nstate: /v".utf8 + [0xE9] + "r\n".utf8).write(to: URL(filePath: file))
            #expect(refusal(ofFile: file) == "\(file):3:10: a byte that is not UTF-8; save the file as UTF-8")
        }
    }

    private func parse(_ yaml: String, path: String) throws -> Configuration {
        try ConfigurationFile.parse(yaml, path: path, files: .skipped)
    }

    private func refusal(ofFile path: String) -> String? {
        do throws(ConfigurationError) {
            _ = try ConfigurationFile.load(path: path)
            return nil
        } catch {
            return error.description
        }
    }

    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zpull-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @discardableResult
    private func write(_ text: String, _ name: String, in folder: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
        return folder + "/" + name
    }
}
