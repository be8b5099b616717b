import Testing
import ZFS

@Suite("What a pool can take")
struct PoolFeaturesTests {
    @Test("features that are enabled or active are read from zpool get, and nothing else")
    func parsing() {
        let features = PoolFeatures(
            parsing: """
                size\t1000
                delegation\ton
                feature@large_blocks\tenabled
                feature@lz4_compress\tactive
                feature@zstd_compress\tdisabled
                unsupported@com.example:other\tinactive
                comment\tfeature@longname\tenabled

                """)
        #expect(features.names == ["large_blocks", "lz4_compress"])
    }

    @Test(
        "each feature of streams that hangs on one of pools is taken with it only",
        arguments: [
            ("embedded_data", StreamFeatures.embeddedData), ("lz4_compress", .lz4), ("large_blocks", .largeBlocks),
            ("large_dnode", .largeDnodes), ("encryption", .raw), ("zstd_compress", .zstd), ("longname", .longNames),
            ("large_microzap", .largeMicroZap), ("redacted_datasets", .redacted),
        ])
    func accepted(name: String, feature: StreamFeatures) {
        let always: StreamFeatures = [.spill, .resuming, .compressed, .switchToLargeBlocks]
        #expect(PoolFeatures(names: []).accepted == always)
        #expect(PoolFeatures(names: [name, "async_destroy"]).accepted == always.union(feature))
        #expect(feature.poolFeatureNames == ["feature@\(name)"])
    }

    @Test("what zpull takes from nobody is accepted from nobody")
    func never() {
        let all = PoolFeatures(names: Set(["dedup", "holds"]))
        #expect(all.accepted.isDisjoint(with: [.dedup, .dedupProperties, .holds]))
    }

    @Test("the pool of a dataset is its first component")
    func pool() throws {
        #expect(try #require(DatasetName("tank/data/home")).pool == DatasetName("tank"))
        #expect(try #require(DatasetName("tank")).pool == DatasetName("tank"))
    }
}
