import Protocol
import System
import ZFS

/// Receives one stream: the gate before it, `zfs receive` behind.
final class HopReceiver {
    /// What is being received, by its local name.
    let snapshot: SnapshotName
    private let base: SnapshotName?
    private let makeRoom: () throws(SyncError) -> Void
    private var gate: StreamGate
    private var process: ReceiveProcess?
    private let zfs: ZFSTool
    private let interruption: Interruption

    /// - Parameters:
    ///   - agreement: what the stream's first record must say.
    ///   - base: the newest snapshot here, as far as it is known.
    ///   - makeRoom: what is done right before `zfs receive` starts: nothing is changed here for a stream that never came.
    init(
        _ agreement: StreamAgreement, into snapshot: SnapshotName, on base: SnapshotName?, zfs: ZFSTool,
        interruption: Interruption, makeRoom: @escaping () throws(SyncError) -> Void
    ) {
        self.makeRoom = makeRoom
        self.snapshot = snapshot
        self.base = base
        self.zfs = zfs
        self.interruption = interruption
        gate = StreamGate(agreement)
    }

    /// Takes the next bytes of the stream. `zfs receive` is started by the first that the gate lets pass.
    func take(_ bytes: ArraySlice<UInt8>) throws(SyncError) {
        try guarded {
            let (first, second) = try gate.admit(bytes)
            try write(first)
            try write(second)
        }
    }

    /// The source has said that the stream is whole: lets the last record pass, and waits for the snapshot.
    func finish() throws(SyncError) {
        try guarded { try write(try gate.finish()[...]) }
        guard let process else { return }
        self.process = nil
        let (ending, complaint) = try result(of: process)
        guard ending.isSuccess else { throw .receive(ReceiveFailure(snapshot, on: base, ending, complaint)) }
    }

    /// Whatever stops a stream half-way leaves no `zfs receive` behind.
    private func guarded(_ body: () throws -> Void) throws(SyncError) {
        do {
            try body()
        } catch let error as SyncError {
            throw error
        } catch let error as StreamGateError {
            abandon()
            throw .stream(error)
        } catch ReceiveProcess.Failure.interrupted {
            abandon()
            throw .session(.interrupted)
        } catch ReceiveProcess.Failure.system(let error) {
            abandon()
            throw .tool(.notRun(zfs.path, error))
        } catch {
            throw try failure()
        }
    }

    /// Ends `zfs receive` without the last record: what came so far becomes a resume state.
    func abandon() {
        _ = try? process?.finish()
        process = nil
    }

    private func write(_ bytes: ArraySlice<UInt8>) throws {
        guard !bytes.isEmpty else { return }
        let process = try self.process ?? start()
        self.process = process
        try process.write(bytes)
    }

    private func start() throws -> ReceiveProcess {
        try makeRoom()
        do {
            return try ReceiveProcess(snapshot, zfs: zfs, interruption: interruption)
        } catch { throw ReceiveProcess.Failure.system(error) }
    }

    /// What `zfs receive` said when it would take no more.
    private func failure() throws(SyncError) -> SyncError {
        guard let process else { return .receive(ReceiveFailure(snapshot, on: base, .exited(1), "")) }
        self.process = nil
        let (ending, complaint) = try result(of: process)
        let surplus = "it took the stream for whole before its end; see which program sends on the source"
        return .receive(ReceiveFailure(snapshot, on: base, ending, ending.isSuccess ? surplus : complaint))
    }

    private func result(
        of process: ReceiveProcess
    ) throws(SyncError) -> (ending: ChildProcess.Ending, complaint: String) {
        do {
            return try process.finish()
        } catch { throw .tool(.notRun(zfs.path, error)) }
    }
}
