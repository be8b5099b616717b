/// Two runs on one target.
let atOnce = [
    Scenario("a run that comes while another is receiving leaves the target to it") { lab in
        try lab.pair(serve: "--max-rate", "1000000", snapshots: ["one"])
        try lab.snapshot("data", "big", bytes: 4 << 20)
        let first = try lab.whileRunning {
            try lab.awaitStream(of: "data@big")
            try lab.expect(
                try lab.client("run"), code: 3, saying: "another run (process ", "is working on \(lab.target)/data")
        }
        try lab.expect(first, code: 0, saying: "2 snapshots received")
        try lab.expectSynced()
    },
    Scenario("of two runs that start together each either does the work or leaves it to the other") { lab in
        try lab.pair(snapshots: ["one"])
        for round in 1...3 {
            try lab.snapshot("data", "round-\(round)")
            var second: ClientRun?
            let first = try lab.whileRunning { second = try lab.client("run") }
            let ended = [first.code, second?.code ?? -1].sorted()
            try lab.expect(ended == [0, 0] || ended == [0, 3], "round \(round) ended with \(ended)")
            try lab.expectSynced()
        }
    },
]
