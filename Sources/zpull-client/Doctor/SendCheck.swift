import Ledger
import Protocol
import Replication
import System
import ZFS

/// Whether the account at the source may send what the rules want, and the pool here could take it.
///
/// Who may not even see `zfs allow` there has one way to find out: to ask for a stream. It is cancelled as soon as it
/// begins, so the source starts a `zfs send` and stops it, and nothing is received here.
struct SendCheck {
    private let source: Source
    private let account: String
    private let connection: SourceConnection
    private let listing: Listing
    private let planner: Planner
    private let zfs: ZFSTool
    private let recorder: SourceRecorder

    /// - Parameter account: who sends there.
    init(
        _ source: Source, account: String, listing: Listing, over connection: SourceConnection, zfs: ZFSTool,
        recorder: SourceRecorder
    ) {
        self.source = source
        self.recorder = recorder
        self.zfs = zfs
        self.account = account
        self.listing = listing
        self.connection = connection
        // With nothing here there is nothing to be held.
        planner = Planner(
            source: listing, local: Listing(datasets: []), policy: SourcePolicy(connection.hello),
            brakes: Brakes(now: wallClockSeconds()))
    }

    func findings() throws -> [Finding] { try source.datasets.flatMap(findings) }

    private func findings(_ rule: DatasetRule) throws -> [Finding] {
        let accepted = zfs.features(of: rule.local.pool)?.accepted ?? .known
        let trials = SendTrial.all(of: rule.syncRule, in: listing, planner, accepted: accepted)
        return try trials.map { trial in
            switch trial {
            case .stop(let obstacle): .warning(source.name, obstacle.problem, mend: obstacle.mend)
            case .send(let dataset, let request):
                try finding(
                    dataset, request, grantOn: trials.count == 1 ? rule.remote : dataset, try failure(of: request))
            }
        }
    }

    private func finding(
        _ dataset: DatasetName, _ request: SendRequest, grantOn place: DatasetName, _ failure: Failure?
    ) throws -> Finding {
        let isRaw = request.flags.contains(.raw)
        guard let failure else { return .fine(source.name, "\(dataset) can be sent\(isRaw ? ", raw" : "")") }
        guard failure.isDenial else {
            return .fault(source.name, "\(dataset) cannot be sent; the source says: \(failure)")
        }
        let version = OpenZFSVersion(connection.hello.zfsVersion) ?? .oldest
        let grant = Grants.sending(isRaw: isRaw, on: version).joined(separator: ",")
        return .fault(
            source.name,
            "\(account) may not send \(dataset)\(isRaw ? ", not even raw" : "")",
            mend: "as root there: `zfs allow -u \(account) \(grant) \(place.quoted)`")
    }

    /// Asks for a stream, cancels it once it begins, and passes over what is still under way. `nil` if it began.
    private func failure(of send: SendRequest) throws -> Failure? {
        let request = try connection.send(send)
        var hasBegun = false
        while true {
            switch try connection.nextEvent() {
            case .hopStarted(request, let start):
                hasBegun = true
                if let name = listing.name(of: start.to, in: send.dataset) { recorder.began(start, of: name) }
                try connection.cancel(request)
            case .data(request, let bytes): recorder.moved(bytes.count)
            case .hopEnded(request, _, let isLast):
                try recorder.ended(.cut(Words("a trial, by doctor")))
                if isLast { return nil }
            case .failed(request, let failure):
                try recorder.ended(.cut(Words("a trial, by doctor")))
                return hasBegun ? nil : failure
            default: throw connection.unexpected()
            }
        }
    }
}

extension Listing {
    fileprivate func name(of guid: Guid, in dataset: DatasetName) -> SnapshotName? {
        self[dataset]?.snapshots.first { $0.guid == guid }.flatMap { SnapshotName(dataset, $0.name) }
    }
}

/// A stream to ask for.
enum SendTrial: Equatable {
    case send(DatasetName, SendRequest)
    /// The dataset would not be asked for.
    case stop(Obstacle)

    /// For each way of sending that a rule's datasets call for, the newest wanted snapshot of the first of them that has
    /// one, as an increment if that can be: what begins soonest.
    static func all(
        of rule: SyncRule, in listing: Listing, _ planner: Planner, accepted: StreamFeatures
    ) -> [SendTrial] {
        var trials: [SendTrial] = []
        var seen: Set<StreamFlags> = []
        for dataset in listing.datasets where rule.selection.contains(dataset.name) {
            guard let newest = dataset.snapshots.last(where: { rule.snapshots.wants($0.name) }) else { continue }
            do throws(Obstacle) {
                let flags = try planner.flags(for: dataset, rule)
                let base = dataset.snapshots.last { $0.createTxg < newest.createTxg }
                guard seen.insert(flags).inserted,
                    let request = SendRequest(
                        dataset: dataset.name, base: base?.guid, chain: [newest.guid], flags: flags, accepted: accepted)
                else { continue }
                trials.append(.send(dataset.name, request))
            } catch {
                if !trials.contains(where: \.isStop) { trials.append(.stop(error)) }
            }
        }
        return trials
    }

    private var isStop: Bool { if case .stop = self { true } else { false } }
}
