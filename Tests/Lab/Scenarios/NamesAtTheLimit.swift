import System
import ZFS

/// Names of every character that ZFS allows, and of the greatest length.
let namesAtTheLimit = [
    Scenario(
        "names of every character that ZFS allows pass at both ends, and each command printed is quoted for a shell"
    ) {
        lab in
        let (dataset, other) = ("-aZ09_.: b..c: -d", " lead and trail ")
        let snapshots = ["-mZ09_.: n..o: -p", " between ", "..."]
        for name in [dataset, other] { try lab.create(name) }
        try lab.snapshot(dataset, snapshots[0], snapshots[1])
        try lab.snapshot(other, snapshots[2])
        try lab.allow("--dataset", "\(lab.source)/\(dataset)", "--dataset", "\(lab.source)/\(other)")
        try lab.configure(
            datasets: "{ remote: \"\(lab.source)/\(dataset)\", local: \"\(lab.target)/\(dataset)\" }",
            "{ remote: \"\(lab.source)/\(other)\", local: \"\(lab.target)/\(other)\" }")
        try lab.pull()
        for name in [dataset, other] { try lab.expectSynced(name) }

        // A snapshot of the source is destroyed: what is here is rolled back.
        try lab.zfs("destroy", "\(lab.source)/\(dataset)@\(snapshots[1])")
        try lab.snapshot(dataset, "third one")
        try lab.mend(try lab.refused(saying: "newer than the last common one"), with: "zfs rollback")
        try lab.pull()
        try lab.expectSynced(dataset)

        // A name is reused: the one here is renamed.
        try lab.zfs("destroy", "\(lab.source)/\(dataset)@\(snapshots[0])")
        try lab.snapshot(dataset, snapshots[0])
        try lab.mend(try lab.refused(saying: "its guid differs"), with: "zfs rename")
        try lab.pull()

        // Nothing is left in common: the dataset here is set aside.
        for name in ["third one", snapshots[0]] { try lab.zfs("destroy", "\(lab.source)/\(dataset)@\(name)") }
        try lab.snapshot(dataset, "afresh")
        try lab.mend(try lab.refused(saying: "no snapshot in common"), with: "zfs rename")
        try lab.pull()
        try lab.expectSynced(dataset)
    },
    Scenario("names of 255 bytes are pulled, from the source's longest and into the longest here") { lab in
        let (there, here) = (lab.source.utf8.count, lab.target.utf8.count)
        // SOURCE/x…x@one and TARGET/y…y@one have 255 bytes each.
        let longest = Lab.text("x", 255 - there - 1 - 4), fitting = Lab.text("y", 255 - here - 1 - 4)
        for name in [longest, "short"] {
            try lab.create(name)
            try lab.snapshot(name, "one")
        }
        try lab.allow("--dataset", "\(lab.source)/\(longest)", "--dataset", "\(lab.source)/short")
        try lab.configure(
            datasets: "{ remote: \(lab.source)/\(longest), local: \(lab.target)/a }",
            "{ remote: \(lab.source)/short, local: \(lab.target)/\(fitting) }")
        try lab.pull()
        try lab.expectSynced(longest, as: "a")
        try lab.expectSynced("short", as: fitting)

        // Even there the local one can be set aside.
        try lab.zfs("destroy", "\(lab.source)/short@one")
        try lab.snapshot("short", "two")
        try lab.mend(try lab.refused(saying: "no snapshot in common"), with: "zfs rename")
        try lab.pull()
        try lab.expectSynced("short", as: fitting)
    },
    Scenario("a snapshot whose name would be too long here stops its dataset before anything is sent") { lab in
        try lab.create("data")
        let name = Lab.text("s", 255 - "\(lab.source)/data@".utf8.count)
        try lab.snapshot("data", "one", name)
        try lab.allow("--dataset", "\(lab.source)/data")
        // Two bytes longer than the source's, by the pool's name.
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }")
        _ = try lab.refused(saying: "longer than ZFS takes", "choose a shorter `local`")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/d }")
        try lab.pull()
        try lab.expectSynced("data", as: "d")
    },
    Scenario("a dataset whose name would be too long here stops, and the rest of its tree comes") { lab in
        try lab.create("data")
        let child = Lab.text("c", 255 - "\(lab.source)/data/@one".utf8.count)
        for path in ["data", "data/\(child)", "data/short"] {
            if path != "data" { try lab.create(path) }
            try lab.snapshot(path, "one")
        }
        try lab.allow("--dataset", "\(lab.source)/data", "--recursive")
        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data, recursive: true }")
        let run = try lab.client("run")
        try lab.expect(run, code: 2, saying: "longer than ZFS takes", "exclude the dataset")
        for path in ["data", "data/short"] { try lab.expectSynced(path) }
        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data, recursive: true, exclude: [\"cc*\"] }")
        try lab.pull()
    },
]

extension Lab {
    fileprivate static func text(_ character: String, _ count: Int) -> String {
        String(repeating: character, count: count)
    }
}
