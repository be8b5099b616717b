import Foundation
import Replication
import ZFS

/// Snapshots named by their place, taken at these moments (seconds since 1970), in this order.
func taken(_ moments: [UInt64], from first: Int = 0) -> [Snapshot] {
    moments.enumerated().map { place, moment in snapshot(first + place, at: moment) }
}

func snapshot(
    _ number: Int, at moment: UInt64, named name: String? = nil, holds: UInt64 = 0, hasClones: Bool = false
) -> Snapshot {
    Snapshot(
        name: ShortName(literal: name ?? "s\(number)"), guid: guid(number), createTxg: UInt64(number + 1),
        creation: moment, referenced: 0, written: 0, holds: holds, hasClones: hasClones)
}

/// That of the snapshot with this number.
func guid(_ number: Int) -> Guid {
    guard let guid = Guid(UInt64(number + 1)) else { preconditionFailure("another number, please") }
    return guid
}

/// A moment as `2026-10-25T00:30:00Z`.
func moment(_ text: String) -> UInt64 {
    guard let date = try? Date(text, strategy: .iso8601) else { preconditionFailure("\(text) is no moment") }
    return UInt64(date.timeIntervalSince1970)
}

/// Foundation's rules and calendar, against which ours are held.
enum Berlin {
    static let zone = TimeZone(identifier: "Europe/Berlin") ?? .gmt

    static let calendar: Calendar = {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = zone
        return calendar
    }()

    @Sendable static func offset(at seconds: UInt64) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }
}

extension Retention {
    /// In Berlin.
    init(_ keep: Keep, floor: Int = 1, at now: UInt64) {
        self.init(keep: keep, floor: floor, now: now, offset: Berlin.offset)
    }

    /// The numbers of those that stay.
    func staying(_ snapshots: [Snapshot], common: Guid? = nil) -> [Int] {
        verdicts(on: snapshots, common: common, interrupted: nil).filter(\.stays)
            .map { Int($0.snapshot.guid.rawValue) - 1 }
    }
}
