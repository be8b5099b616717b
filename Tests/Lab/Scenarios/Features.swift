import System

/// What the receiving pool cannot take is refused before it is sent, with the feature named.
let features = [
    Scenario("a pool without zstd_compress is sent no stream with ZSTD; with it, the next run goes through") { lab in
        try lab.create("data", "-o", "compression=zstd")
        try lab.compressible("data")
        try lab.pullIntoPool(lacking: "zstd_compress", stream: "ZSTD")
    },
    Scenario("a pool without large_blocks is sent no stream with LARGE_BLOCKS; with it, the next run goes through") {
        lab in
        try lab.create("data", "-o", "recordsize=1M")
        try lab.write("large", in: "data", bytes: 2 << 20)
        try lab.pullIntoPool(lacking: "large_blocks", stream: "LARGE_BLOCKS")
    },
    Scenario("a feature that only a later snapshot needs stops its hop alone: what came before it stays") { lab in
        try lab.create("data")
        try lab.snapshot("data", "one")
        try lab.zfs("set", "compression=zstd", "\(lab.source)/data")
        try lab.compressible("data")
        try lab.pullIntoPool(lacking: "zstd_compress", stream: "ZSTD", after: ["@one"])
    },
]

extension Lab {
    /// A file that any compression makes smaller.
    fileprivate func compressible(_ path: String) throws {
        try Tool.run("dd", "if=/dev/urandom", "of=/\(source)/\(path)/seed", "bs=4096", "count=1", "status=none")
        try Tool.run(
            "/bin/sh", "-c", "cd /\(source)/\(path) && for i in $(seq 64); do cat seed; done > compressible")
    }

    /// Pulls `data` with its snapshot @next into a pool that lacks a feature, and again when it has it.
    fileprivate func pullIntoPool(lacking feature: String, stream: String, after earlier: [String] = []) throws {
        try zfs("snapshot", "\(source)/data@next")
        // Without later features, which bring this one along.
        try ownPool("-o", "compatibility=openzfs-2.1-linux", "-o", "feature@\(feature)=disabled") { pool in
            try allow("--dataset", "\(source)/data")
            try configure(datasets: "{ remote: \(source)/data, local: \(pool)/data }")
            try expect(
                try client("run"), code: 2, saying: "@next has \(stream), which the receiver cannot take",
                "enable feature@\(feature) on its pool")
            let here = try Tool.capture("zfs", ["list", "-H", "-t", "snapshot", "-o", "name", "\(pool)/data"])
            let names = String(decoding: here.output, as: UTF8.self).split(separator: "\n").map {
                $0.drop { $0 != "@" }
            }
            try expect(names.map(String.init) == earlier, "\(names)")
            try Tool.run("zpool", "set", "feature@\(feature)=enabled", pool)
            try pull()
            try expect(
                try snapshots("\(pool)/data") == (try snapshots("\(source)/data")), "the two ends differ")
        }
    }
}
