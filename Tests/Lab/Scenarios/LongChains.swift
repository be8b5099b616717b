/// Chains of many snapshots. They take longest, so they are started first.
let longChains = [
    Scenario("a thousand snapshots in one chain come in one run, and the next run has nothing to do") { lab in
        try lab.create("data")
        let snapshots = try ManySnapshots()
        for number in 1...1000 { try snapshots.take("\(lab.source)/data@auto_\(number)") }
        try lab.allow("--dataset", "\(lab.source)/data")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }")
        try lab.expect(try lab.pull(), code: 0, saying: "1000 snapshots of 1 dataset")
        try lab.expectSynced()
        try lab.expect(try lab.client("run"), code: 0, saying: "nothing newer for 1 dataset")
    }
]
