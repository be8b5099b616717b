/// More than one dataset.
let trees = [
    Scenario("a recursive pull takes the whole tree, parents first") { lab in
        try lab.pair(recursive: true)
        try lab.create("data/home")
        try lab.create("data/home/ann")
        try lab.zfs("snapshot", "-r", "\(lab.source)/data@one")
        try lab.pull()
        for path in ["data", "data/home", "data/home/ann"] { try lab.expectSynced(path) }
    },
    Scenario("exclude leaves a part of the tree out, with all below it") { lab in
        try lab.pair(recursive: true, dataset: ", exclude: [\"*/tmp\"]")
        try lab.create("data/tmp")
        try lab.create("data/tmp/deep")
        try lab.create("data/kept")
        try lab.zfs("snapshot", "-r", "\(lab.source)/data@one")
        try lab.pull()
        let here = try lab.zfs("list", "-H", "-r", "-o", "name", "\(lab.target)/data")
        try lab.expect(here == "\(lab.target)/data\n\(lab.target)/data/kept\n", here)
    },
    Scenario("several datasets of one source come over one connection") { lab in
        try lab.create("a")
        try lab.create("b")
        try lab.snapshot("a", "one", "two")
        try lab.snapshot("b", "uno")
        try lab.allow("--dataset", "\(lab.source)/a", "--dataset", "\(lab.source)/b")
        try lab.configure(
            datasets: "{ remote: \(lab.source)/a, local: \(lab.target)/a }",
            "{ remote: \(lab.source)/b, local: \(lab.target)/elsewhere }")
        try lab.pull()
        try lab.expectSynced("a")
        try lab.expectSynced("b", as: "elsewhere")
    },
    Scenario("several sources are pulled side by side, and one that fails does not stop the other") { lab in
        try lab.create("a")
        try lab.snapshot("a", "one")
        try lab.allow("--dataset", "\(lab.source)/a")
        func source(_ name: String, port: Int, _ local: String) -> String {
            """
              - { name: \(name), host: 127.0.0.1, port: \(port), user: \(Machine.sourceUser), identity: \(lab.identity),
                  host_key: "\(lab.machine.hostKey)", datasets: [{ remote: \(lab.source)/a, local: \(lab.target)/\(local) }] }
            """
        }
        try lab.configure(
            sources: [source("up", port: Machine.port, "a"), source("down", port: 1, "b")].joined(separator: "\n"))
        let run = try lab.client("run")
        try lab.expect(run, code: 10, saying: "down: ", "refused the connection")
        try lab.expectSynced("a")
    },
    Scenario("host: local pulls from one pool into another without SSH") { lab in
        try lab.create("data")
        try lab.snapshot("data", "one", "two")
        try lab.zfs("allow", "-u", Machine.receiveUser, "send", lab.source)
        try lab.configure(
            sources: """
                  - name: here
                    host: local
                    datasets: [{ remote: \(lab.source)/data, local: \(lab.target)/data }]
                """)
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a child that is new at the source is pulled with the next run") { lab in
        try lab.pair(recursive: true)
        try lab.zfs("snapshot", "-r", "\(lab.source)/data@one")
        try lab.pull()
        try lab.create("data/new")
        try lab.zfs("snapshot", "-r", "\(lab.source)/data@two")
        try lab.pull()
        try lab.expectSynced("data")
        try lab.expectSynced("data/new")
    },
    Scenario("names with spaces, colons, dots and dashes work at both ends") { lab in
        try lab.create("a b:c.d-e_f")
        try lab.zfs("snapshot", "\(lab.source)/a b:c.d-e_f@x y:1.2-3")
        try lab.allow("--dataset", "\(lab.source)/a b:c.d-e_f")
        try lab.configure(datasets: "{ remote: \"\(lab.source)/a b:c.d-e_f\", local: \"\(lab.target)/a b:c.d-e_f\" }")
        try lab.pull()
        try lab.expectSynced("a b:c.d-e_f")
    },
]
