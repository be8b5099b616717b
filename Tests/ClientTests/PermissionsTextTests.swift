import Foundation
import Testing
import ZFS

@testable import zpull_client

@Suite("The zfs allow lines of a configuration")
struct PermissionsTextTests {
    private let properties =
        "-o mountpoint=none -o canmount=off -o readonly=on -o exec=off -o setuid=off -o devices=off "
        + "-o volmode=none -o snapdev=hidden"
    private let rawYAML = plainYAML.replacing("remote: tank/data", with: "remote: tank/data\n        raw: true")

    private func lines(_ yaml: String, here: String? = "2.1.11", there: String? = nil) throws -> [String] {
        let configuration = try parse(yaml)
        return PermissionsText(
            configuration: configuration, sources: configuration.sources, here: here.flatMap { OpenZFSVersion($0) },
            there: there.flatMap { OpenZFSVersion($0) }
        ).lines
    }

    @Test("let the source's account send, and the two users here receive and prune")
    func remote() throws {
        #expect(
            try lines(plainYAML.replacing("    identity", with: "    user: zpull\n    identity")) == [
                "# source web1, on web1.example.net: let zpull send",
                "zfs allow -u zpull send tank/data",
                "# on this machine: parents that nothing is mounted or run from, where zpull-receive may receive",
                "zfs create -p \(properties) backup/web1",
                "zfs allow -u zpull-receive receive,create,mount backup/web1",
                "zfs allow -u zpull-prune destroy,mount,send backup/web1",
            ])
    }

    @Test("are told to programs, each with the end that it is for")
    func json() throws {
        let configuration = try parse(plainYAML + "drill: backup/drill\n")
        let text = PermissionsText(
            configuration: configuration, sources: configuration.sources, here: nil, there: nil)
        let object = try JSONSerialization.jsonObject(with: Data(Output.text(json: text.allowances).utf8))
        let rows = try #require(object as? [[String: Any]])
        #expect(rows[0].keys.sorted() == ["dataset", "host", "permissions", "source", "user"])
        #expect(rows[0]["host"] as? String == "web1.example.net")
        #expect(rows[1].keys.sorted() == ["dataset", "permissions", "user"])
        #expect(rows[1]["permissions"] as? [String] == ["receive", "create", "mount"])
    }

    @Test("to programs are those that people read", arguments: [plainYAML, localYAML + "drill: backup/drill\n"])
    func sameForAll(yaml: String) throws {
        let configuration = try parse(yaml)
        let text = PermissionsText(
            configuration: configuration, sources: configuration.sources, here: OpenZFSVersion("2.4.4"),
            there: OpenZFSVersion("2.4.4"), cursor: .hold)
        #expect(text.allowances.map(\.line) == text.lines.filter { $0.hasPrefix("zfs allow ") })
    }

    @Test("let the receiving user rename where something may be set aside without a person, and nowhere else")
    func quarantine() throws {
        let yaml = plainYAML.replacing(
            "remote: tank/data", with: "remote: tank/data\n        on_divergence: quarantine")
        let other = "      - { remote: tank/other, local: backup/other }\n"
        let found = try lines(yaml + other)
        #expect(found.contains("zfs allow -u zpull-receive receive,create,mount,rename backup/web1"))
        #expect(found.contains("zfs allow -u zpull-receive receive,create,mount backup"))
    }

    @Test("leave a pool where it is mounted, and let the receiving user send what is on this machine")
    func local() throws {
        #expect(
            try lines(localYAML) == [
                "# source here, on this machine: let zpull-receive send",
                "zfs allow -u zpull-receive send tank/data",
                "# on this machine: parents that nothing is mounted or run from, where zpull-receive may receive",
                "zfs set canmount=off readonly=on exec=off setuid=off devices=off volmode=none snapdev=hidden backup",
                "zfs allow -u zpull-receive receive,create,mount backup",
                "zfs allow -u zpull-prune destroy,mount,send backup",
            ])
    }

    @Test(
        "give receive:append where this machine has it, and tell how to take back receive",
        arguments: ["2.3.9", "2.4.4"])
    func append(version: String) throws {
        #expect(
            try lines(plainYAML, here: version).suffix(3) == [
                "zfs allow -u zpull-receive receive:append,create,mount backup/web1",
                "# if it was given receive before: zfs unallow -u zpull-receive receive backup/web1",
                "zfs allow -u zpull-prune destroy,mount,\(version == "2.4.4" ? "send:raw" : "send") backup/web1",
            ])
    }

    @Test("work on every OpenZFS when none is loaded here, and name the tighter grant")
    func unknown() throws {
        let found = try lines(plainYAML, here: nil)
        #expect(found.contains("zfs allow -u zpull-receive receive,create,mount backup/web1"))
        #expect(
            found.contains { $0.hasPrefix("# no OpenZFS is loaded here") && $0.contains("from 2.3.9 receive:append") })
        #expect(found.contains("# instead of send, from 2.4.0 send:raw does, raw streams only"))
    }

    @Test(
        "let raw streams alone leave where the source can tell them apart",
        arguments: [("2.3.9", "send"), ("2.4.0", "send:raw"), ("2.4.3", "send:raw"), ("2.4.4", "send:encrypted")])
    func raw(version: String, grant: String) throws {
        let found = try lines(rawYAML, there: version)
        #expect(found.contains("zfs allow -u zpull \(grant) tank/data"))
        #expect(!found.contains { $0.contains("is not known") })
        let mend = "# if it was given send before: zfs unallow -u zpull send tank/data"
        #expect(found.contains(mend) == (grant != "send"))
    }

    @Test("let all streams leave where the source's version is not told, and name the tighter grants")
    func rawUnknown() throws {
        let found = try lines(rawYAML)
        #expect(found[1].hasPrefix("# its OpenZFS is not known"))
        for words in ["from 2.4.0 send:raw", "from 2.4.4 send:encrypted", "--source-openzfs VERSION"] {
            #expect(found[1].contains(words))
        }
        #expect(found[2] == "zfs allow -u zpull send tank/data")
    }

    @Test("give send, whatever the version, where raw: true is not said", arguments: ["2.1.11", "2.4.4"])
    func plain(version: String) throws {
        #expect(try lines(plainYAML, there: version)[1] == "zfs allow -u zpull send tank/data")
    }

    @Test("go by this machine's version at both ends of host: local")
    func bothEnds() throws {
        let yaml = localYAML.replacing("remote: tank/data", with: "remote: tank/data\n        raw: true")
        #expect(
            try lines(yaml, here: "2.4.4", there: "2.1.11")[1] == "zfs allow -u zpull-receive send:encrypted tank/data")
        #expect(try lines(yaml, here: nil)[1].contains("--openzfs VERSION"))
    }

    @Test("of a single user are all its own")
    func singleUser() throws {
        let found = try lines(localYAML + "single_user: true\n")
        #expect(
            found.suffix(2) == [
                "zfs allow -u zpull-receive receive,create,mount backup",
                "zfs allow -u zpull-receive destroy,mount,send backup",
            ])
    }

    @Test("let the pruning user restore to the place for drills, and nowhere else")
    func drill() throws {
        #expect(
            try lines(plainYAML + "drill: backup/drill\n").suffix(3) == [
                "# where zpull-prune may restore to, for a drill",
                "zfs create -p \(properties) backup/drill",
                "zfs allow -u zpull-prune receive,create,mount,destroy backup/drill",
            ])
    }

    @Test("name each parent once, and quote names with spaces")
    func parents() throws {
        let yaml = """
            sources:
              - name: here
                host: local
                datasets:
                  - { remote: tank/my data, local: backup/my disk/a }
                  - { remote: tank/b, local: backup/my disk/b }
                  - { remote: tank/c, local: backup/c d }

            """
        let found = try lines(yaml)
        #expect(
            found.filter { $0.hasPrefix("zfs allow") } == [
                "zfs allow -u zpull-receive send 'tank/my data'", "zfs allow -u zpull-receive send tank/b",
                "zfs allow -u zpull-receive send tank/c",
                "zfs allow -u zpull-receive receive,create,mount backup",
                "zfs allow -u zpull-prune destroy,mount,send backup",
                "zfs allow -u zpull-receive receive,create,mount 'backup/my disk'",
                "zfs allow -u zpull-prune destroy,mount,send 'backup/my disk'",
            ])
        #expect(found.contains("zfs create -p \(properties) 'backup/my disk'"))
    }

    @Test("are commands for zfs and comments, and nothing else", arguments: [nil, "2.1.11", "2.4.4"])
    func pasted(version: String?) throws {
        for line in try lines(rawYAML, here: version, there: version) {
            #expect(["# ", "zfs allow -u ", "zfs create -p "].contains { line.hasPrefix($0) }, "\(line)")
        }
    }

    @Test(
        "never let anybody destroy or change what is on the source", arguments: ["2.1.11", "2.3.9", "2.4.0", "2.4.4"])
    func nothingMore(version: String) throws {
        let version = try #require(OpenZFSVersion(version))
        for isRaw in [true, false] {
            #expect(Grants.sending(isRaw: isRaw, on: version).allSatisfy { $0.hasPrefix("send") })
        }
        let receiving = Grants.receiving(on: version)
        #expect(receiving.dropFirst() == ["create", "mount"] && receiving[0].hasPrefix("receive"))
    }
}
