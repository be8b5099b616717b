import Audit
import Testing
import ZFS

@testable import zpull_serve

@Suite("A forced command, as the audit reads it")
struct AuditedCommandTests {
    @Test("is a call of serve when this program would take it for one")
    func serve() throws {
        let root = try #require(DatasetName("tank/data"))
        let glob = try #require(Glob("*/tmp"))
        #expect(
            AuditedCommand.read(
                "/usr/libexec/zpull/zpull-serve serve --id b1 --dataset tank/data --recursive --exclude '*/tmp'")
                == .serve(
                    ServeCall(
                        program: "/usr/libexec/zpull/zpull-serve", id: "b1", zfs: ZFSTool(),
                        selections: [DatasetSelection(root: root, isRecursive: true, exclude: [glob])], cursorGrants: []
                    )))
    }

    @Test("has the zfs that it starts")
    func zfs() {
        guard case .serve(let call) = AuditedCommand.read("/x/zpull-serve serve --id a --dataset t --zfs /home/x/zfs")
        else { return #expect(Bool(false), "it is no call of serve") }
        #expect(call.zfs.path == "/home/x/zfs")
    }

    @Test(
        "has the grants that its cursor needs",
        arguments: [("none", []), ("bookmark", ["bookmark"]), ("hold", ["hold", "release"])] as [(String, Set<String>)])
    func cursor(kind: String, grants: Set<String>) {
        guard case .serve(let call) = AuditedCommand.read("/x/zpull-serve serve --id a --dataset t --cursor \(kind)")
        else { return #expect(Bool(false), "it is no call of serve") }
        #expect(call.cursorGrants == grants)
    }

    @Test(
        "needs a shell when it is more than words",
        arguments: ["/a; /b", "$HOME/a", "~/a", "/a *", "/a > /b", "/a 'b", ""])
    func shell(command: String) { #expect(AuditedCommand.read(command) == .needsShell) }

    @Test(
        "is relative without a path from the root",
        arguments: ["zpull-serve serve --id a --dataset tank", "bin/zpull-serve serve"])
    func relative(command: String) { #expect(AuditedCommand.read(command) == .relative) }

    @Test(
        "is something else, and why",
        arguments: [
            ("/bin/sh", "it runs /bin/sh"), ("/x/zpull-serve keyline", "it runs /x/zpull-serve"),
            ("/x/zpull-serve serve --dataset tank", "--id is missing; name who holds this key: --id backup1"),
        ])
    func other(command: String, why: String) { #expect(AuditedCommand.read(command) == .other(why)) }
}
