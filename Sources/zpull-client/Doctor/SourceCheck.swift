import Protocol
import System
import ZFS

/// Looks at one source: the way there, the server, its clock, and what it shows.
struct SourceCheck {
    private let source: Source
    private let account: String
    private let zfs: ZFSTool
    private let interruption: Interruption
    private let auditLog: String?

    /// A clock that is further off than this makes ages and retention wrong.
    private static let clockTolerance: UInt64 = 60

    /// Where the source is this machine, the receiving user is who sends.
    init(_ source: Source, in configuration: Configuration, interruption: Interruption) {
        self.source = source
        let receiveUser = configuration.receiveUser
        account = if case .remote(let remote) = source.host { remote.user } else { receiveUser }
        zfs = ZFSTool(path: configuration.zfs)
        auditLog = configuration.auditLog
        self.interruption = interruption
    }

    func findings() -> [Finding] {
        do {
            let recorder = try SourceRecorder(source, in: auditLog)
            defer { recorder.closed("a look, by doctor") }
            let connection = try SourceConnection.open(source, zfs: zfs, interruption: interruption)
            defer { connection.close() }
            recorder.connected(connection)
            let roundTrip = try connection.roundTrip()
            let hello = connection.hello
            return [
                .fine(
                    source.name,
                    "\(connection.peer) answers as \(hello.software), key \(hello.id), round trip "
                        + "\(Int(roundTrip.seconds * 1000)) ms, \(connection.security)"),
                version(hello.zfsVersion), clock(hello.time), confinement(hello.capabilities),
            ] + (try shown(connection, recorder))
        } catch {
            return [.fault(source.name, "\(SyncError(sourceError: error))")]
        }
    }

    private func version(_ theirs: String) -> Finding {
        theirs.isEmpty
            ? .warning(
                source.name, "the source does not tell its version of OpenZFS",
                mend: "is the zfs module loaded there?")
            : .fine(source.name, "OpenZFS \(theirs)")
    }

    private func clock(_ theirs: UInt64) -> Finding {
        let mine = wallClockSeconds()
        let difference = theirs > mine ? theirs - mine : mine - theirs
        return difference > Self.clockTolerance
            ? .warning(source.name, "its clock and ours are \(difference) s apart", mend: "see to NTP at both ends")
            : .fine(source.name, "clocks agree")
    }

    private func confinement(_ theirs: Hello.Capabilities) -> Finding {
        let missing = [(Hello.Capabilities.landlock, "Landlock"), (.seccomp, "seccomp")].filter {
            !theirs.contains($0.0)
        }
        return missing.isEmpty
            ? .fine(source.name, "zpull-serve is confined by Landlock and seccomp")
            : .warning(
                source.name,
                "zpull-serve is not confined by \(missing.map(\.1).joined(separator: " and ")): the kernel there lacks it, "
                    + "or --zfs names a program outside /usr")
    }

    private func shown(_ connection: SourceConnection, _ recorder: SourceRecorder) throws -> [Finding] {
        let listing = try connection.list()
        return try datasets(listing)
            + SendCheck(source, account: account, listing: listing, over: connection, zfs: zfs, recorder: recorder)
            .findings()
    }

    private func datasets(_ listing: Listing) -> [Finding] {
        source.datasets.map { rule in
            guard let dataset = listing[rule.remote] else {
                return .fault(
                    source.name,
                    "\(rule.remote) does not exist there, or the key may not see it",
                    mend: "look at `remote` here and at --dataset in the key's line")
            }
            let wanted = dataset.snapshots.filter { rule.snapshots.wants($0.name) }.count
            return wanted > 0 || rule.recursive
                ? .fine(source.name, "\(rule.remote): \(Amounts.count(wanted, "snapshot")) wanted")
                : .warning(
                    source.name,
                    "\(rule.remote) has no snapshot that is wanted",
                    mend: "are snapshots taken there, and do their names match?")
        }
    }
}
