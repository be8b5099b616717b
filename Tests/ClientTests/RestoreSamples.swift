import Testing
import ZFS

@testable import zpull_client

/// A dataset with snapshots that are named after the second they were taken in, in so many transaction groups.
func taken(_ seconds: UInt64..., in name: String = "backup/web1/data") throws -> Dataset {
    Dataset(
        name: try datasetName(name), kind: .filesystem, guid: try guid(7),
        snapshots: try seconds.map { try snapshot("s\($0)", txg: $0) })
}

func snapshot(_ name: String, txg: UInt64, creation: UInt64? = nil) throws -> Snapshot {
    Snapshot(
        name: try shortName(name), guid: try guid(txg + 1000), createTxg: txg, creation: creation ?? txg, referenced: 1,
        written: 1)
}
