import Testing

@testable import zpull_client

@Suite("The zfs allow lines of a configuration")
struct GrantsTests {
    private let properties =
        "-o mountpoint=none -o canmount=off -o readonly=on -o exec=off -o setuid=off -o devices=off "
        + "-o volmode=none -o snapdev=hidden"

    private func lines(_ yaml: String) throws -> [String] {
        let configuration = try parse(yaml)
        return Grants.lines(configuration, configuration.sources)
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
                "zfs allow -u zpull-prune destroy,mount backup/web1",
            ])
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
                "zfs allow -u zpull-prune destroy,mount backup",
            ])
    }

    @Test("of a single user are all its own")
    func singleUser() throws {
        let found = try lines(localYAML + "single_user: true\n")
        #expect(
            found.suffix(2) == [
                "zfs allow -u zpull-receive receive,create,mount backup",
                "zfs allow -u zpull-receive destroy,mount backup",
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
                "zfs allow -u zpull-prune destroy,mount backup",
                "zfs allow -u zpull-receive receive,create,mount 'backup/my disk'",
                "zfs allow -u zpull-prune destroy,mount 'backup/my disk'",
            ])
        #expect(found.contains("zfs create -p \(properties) 'backup/my disk'"))
    }

    @Test("never let anybody destroy or change what is on the source")
    func nothingMore() {
        #expect(Grants.sending == ["send"])
        #expect(!Grants.receiving.contains { ["destroy", "rollback", "rename", "mountpoint"].contains($0) })
    }
}
