import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Command lines and configurations that are refused")
struct UsageTests {
    let ring: Ring
    init() throws { ring = try Ring() }

    @Test(
        "64: command lines that cannot be understood",
        arguments: [["run", "--nonsense"], ["nonsense"], ["run", "--source", "nobody"], ["plan", "more"]])
    func usage(arguments: [String]) throws {
        let files = "\(ring.folder)/usage"
        let known = ["run", "plan"].contains(arguments[0]) ? ["--config", ring.configurationPath] : []
        let run = try RunningProgram(try Programs.client(), arguments + known, files: files).wait()
        run.expect(code: 64, saying: "Error:")
        #expect(try ring.source.calls().isEmpty)
    }

    @Test("64: a source that does not exist is answered with those that do")
    func unknownSource() throws {
        try ring.client("run", "--source", "nobody").expect(code: 64, saying: "has no source nobody; it has: web1")
    }

    @Test("78: a configuration that is not there")
    func missing() throws {
        let arguments = ["run", "--config", "/nonexistent/client.yaml"]
        let run = try RunningProgram(try Programs.client(), arguments, files: "\(ring.folder)/usage").wait()
        run.expect(code: 78, saying: "/nonexistent/client.yaml")
    }

    @Test("78: a slip is shown with its place and what was meant")
    func slip() throws {
        try ring.configure { $0.more = ["prot: 22"] }
        try ring.client("run").expect(
            code: 78, saying: "\(ring.configurationPath):10:5: ", "unknown key \"prot\"", "did you mean \"port\"")
        #expect(try ring.target.calls().isEmpty)
    }

    @Test("78: files that the configuration names and that are not there", arguments: ["identity", "known_hosts"])
    func missingFile(key: String) throws {
        try ring.configure {
            if key == "identity" {
                $0.identity = "/nonexistent/key"
            } else {
                $0.hostKey = "known_hosts: /nonexistent/key"
            }
        }
        try ring.client("run").expect(code: 78, saying: "there is no file \"/nonexistent/key\"")
    }

    @Test(
        "1: what a command cannot find out, in the words of zfs",
        arguments: [["status"], ["report"], ["restore", "find", "--at", "2026-11-20 14:00"]])
    func cannotLook(arguments: [String]) throws {
        try ring.target.fail("list: exit 1: no pools today")
        let run = try ring.start(arguments).wait()
        run.expect(code: 1, saying: "zpull-client: ", "no pools today")
        #expect(run.output.isEmpty)
    }

    @Test("a state folder that is missing is named, with what it needs to be")
    func noState() throws {
        try ring.source.snapshot("tank/data", "one")
        try write(
            text(ofFile: ring.configurationPath).replacing("\(ring.folder)/state", with: "/nonexistent/state"),
            to: ring.configurationPath)
        try ring.client("run").expect(code: 1, saying: "cannot use the state folder", "/nonexistent/state")
        try ring.expectNothingReceived()
    }

    @Test("a zfs that is missing is named at either end")
    func noZFS() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.authorize(serve: ["--dataset", "tank", "--zfs", "/nonexistent/zfs"])
        try ring.client("run").expect(code: 1, saying: "the source says: cannot run /nonexistent/zfs")
        try ring.authorize(serve: ["--dataset", "tank"])
        try write(
            text(ofFile: ring.configurationPath).replacing(ring.target.zfs, with: "/nonexistent/zfs"),
            to: ring.configurationPath)
        try ring.client("run").expect(code: 1, saying: "cannot run /nonexistent/zfs")
        try ring.expectNothingReceived()
    }
}
