import Protocol
import SSH
import System
import Testing
import ZFS

@testable import Replication
@testable import zpull_client

@Suite("Exit codes")
struct ExitCodeTests {
    @Test("of several failures are theirs if they agree, and 1 if they do not")
    func combined() {
        #expect(ExitCode.combined([]) == 0)
        #expect(ExitCode.combined([11]) == 11)
        #expect(ExitCode.combined([2, 2, 2]) == 2)
        #expect(ExitCode.combined([2, 1]) == 1)
        #expect(ExitCode.combined([10, 10, 11]) == 1)
    }

    @Test("of what was left to another run are 3, unless something failed besides")
    func locked() {
        #expect(ExitCode.combined([3, 3]) == 3)
        #expect(ExitCode.combined([3, 2]) == 2)
        #expect(ExitCode.combined([2, 3, 2]) == 2)
        #expect(ExitCode.combined([3, 10, 11]) == 1)
    }

    @Test("are those that docs/operations.md lists, and none has two meanings")
    func numbers() {
        let codes = [
            ExitCode.success, ExitCode.failed, ExitCode.stopped, ExitCode.locked, ExitCode.unreachable,
            ExitCode.hostKeyChanged, ExitCode.hostKeyUnknown, ExitCode.hostKeyMissing, ExitCode.keyRefused,
            ExitCode.notOurBanner, ExitCode.connectionLost, ExitCode.protocolViolation, ExitCode.identityUnusable,
            ExitCode.notSSH, ExitCode.refusedBySource, ExitCode.usage, ExitCode.configuration,
        ]
        #expect(codes == [0, 1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 64, 78])
        #expect(ExitCode.signalled(15) == 143)
    }

    @Test("tell apart what befell a dataset")
    func datasets() throws {
        let data = try datasetName("b/data")
        let snapshot = try #require(SnapshotName("b/data@one"))
        #expect(SyncError.obstacle(.targetOccupied(data)).exitCode == 2)
        #expect(SyncError.held(local: data, .earlier(since: 1, reason: "x")).exitCode == 2)
        let denied = ZFSToolError.failed("zfs rename", .exited(1), "permission denied")
        #expect(SyncError.notSetAside(data, .targetOccupied(data), denied).exitCode == 2)
        #expect(SyncError.locked(local: data, holder: nil).exitCode == 3)
        #expect(SyncError.session(.silent(peer: "p", .seconds(1))).exitCode == 16)
        let others: [SyncError] = [
            .staleState(local: data, StaleState(token: "x", reason: "y")), .source(Failure(.sendFailed, "x")),
            .stream(.short(snapshot)), .receive(ReceiveFailure(snapshot, .exited(1), "x")),
            .readBack(snapshot, expected: try guid(1), found: nil), .tool(.failed("zfs list", .exited(1), "")),
            .state(SystemError("open", number: 2)), .parentFailed(data),
        ]
        for error in others { #expect(error.exitCode == 1, "\(error)") }
    }

    @Test("tell apart why there is no session")
    func sessions() throws {
        let ending = RemoteEnding(state: "exit status 1", isSuccess: false, complaint: "")
        let cases: [(SessionError, Int32)] = [
            (.local(SystemError("socketpair", number: 24)), 10), (.notOurBanner(peer: "p", noise: "x", nil), 15),
            (.silent(peer: "p", .seconds(60)), 16), (.stalled(peer: "p", .seconds(60)), 16),
            (.ended(peer: "p", ending), 16),
            (.refused(peer: "p", Failure(.busy, "x")), 20), (.interrupted, 1),
        ]
        for (error, code) in cases { #expect(error.exitCode == code, "\(error)") }
    }

    @Test("tell apart what went wrong with SSH")
    func ssh() throws {
        let end = try #require(SSHEndpoint(host: "web1", user: "zpull"))
        let cases: [(SSHError, Int32)] = [
            (.unresolved(end, reason: ""), 10), (.refused(end, reason: ""), 10), (.unreachable(end, reason: ""), 10),
            (.timedOut(end, waitingFor: "x", after: .seconds(1)), 10), (.unusable(end, detail: ""), 10),
            (.notSSH(end, detail: ""), 19), (.keyExchangeFailed(end, detail: ""), 19),
            (.knownHostsUnreadable(path: "k", reason: ""), 13), (.identityMissing(path: "i"), 18),
            (.identityUnreadable(path: "i", reason: ""), 18), (.identityExposed(path: "i", mode: 0o644), 18),
            (.identityOfOtherOwner(path: "i", owner: 1), 18), (.identityEncrypted(path: "i"), 18),
            (.identityInvalid(path: "i"), 18), (.authenticationRefused(end, fingerprint: "f", methods: []), 14),
            (.authenticationIncomplete(end, methods: []), 14), (.channelRefused(end, detail: ""), 16),
            (.channelClosed(end), 16), (.connectionLost(end, detail: ""), 16),
        ]
        for (error, code) in cases { #expect(SessionError.ssh(error).exitCode == code, "\(error)") }
    }
}
