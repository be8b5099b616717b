import System
import ZFS

/// docs/restore.md, followed to the letter. Alone: it turns the clock, and loses whole pools.
let restoring = [
    Scenario(
        "the commands of docs/restore.md bring back lost files, a dataset, a source and a backup host", alone: true
    ) {
        lab in
        let world = try RestoreWorld(lab)
        let before = try world.follow("Before the bad day")
        try lab.expect(
            try !lab.zfs("list", "-H", "-r", "backup/drill").contains("drill/"), "the drill left something: \(before)")

        try lab.removeLetters()
        let found = try world.follow("Lost files")
        try lab.expect(found.contains("backup/web1/secret@autosnap_2026-11-20_13:00"), "not found by time: \(found)")
        try lab.expect(!found.contains("15:00"), "a later one was found: \(found)")
        try lab.expect(try !lab.zfs("list", "-H", "-r", "backup/web1").contains("restore-"), "a clone is left")
        try lab.expect(
            try Tool.run("ls", "/tank/data/home/letters") == "13\n", "not the letters of one o'clock came back")
        try world.expectIncrement()

        try lab.zfs("destroy", "-r", "tank/data")
        let back = try world.follow("A lost dataset")
        try lab.expect(back.contains("identical") && back.contains("nothing to do"), back)
        try lab.expect(try lab.zfs("get", "-H", "-o", "value", "recordsize", "tank/data") == "16K\n", "lost properties")
        try world.expectFiles(of: "data")
        try world.expectFiles(of: "data/home")
        try world.expectIncrement()

        try lab.zfs("destroy", "-r", "tank/secret")
        let locked = try lab.client(
            "restore", "files", "backup/web1/secret@autosnap_2026-11-20_13:00", "--at", "/mnt/restore", "--go",
            user: "root")
        try lab.expect(locked, code: 1, saying: "its key is not loaded", "`zfs load-key -L prompt backup/web1/secret`")
        try lab.expect(try world.follow("An encrypted dataset").contains("nothing to do"), "the two sides have parted")
        try world.expectFiles(of: "secret")
        try world.expectIncrement()

        try Machine.replacePool("tank")
        try world.follow("A lost source")
        for dataset in RestoreWorld.datasets { try world.expectFiles(of: dataset) }
        try world.expectSame()
        try world.expectIncrement()

        // As one whose disk is damaged; that verify finds such, another scenario shows.
        try world.follow("A damaged backup")
        try world.expectSame()
        try lab.expect(
            try lab.snapshots("backup/web1/secret-damaged") == lab.snapshots("backup/web1/secret"),
            "the old copy is not what it was")
        try lab.zfs("destroy", "-r", "backup/web1/secret-damaged")
        try world.expectIncrement()

        for way in ["From the sources", "From a second copy"] {
            try Machine.replacePool("backup")
            try world.follow("A lost backup host", way)
            try world.expectSame()
            try world.expectIncrement()
        }
    },
    Scenario("restore overwrites nothing: a folder with files, a clone and a dataset that are there stay as they are") {
        lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        let (snapshot, place) = ("\(lab.target)/data@one", "/run/zpull-lab/\(lab.name)/place")
        let files = ["restore", "files", snapshot, "--at", place]
        try lab.expect(
            try lab.client(files + ["--go"], user: Machine.receiveUser), code: 1, saying: "permission denied")
        try Tool.run("mkdir", place)
        try Tool.write("mine", to: "\(place)/mine")
        try lab.expect(try lab.client(files + ["--go"], user: "root"), code: 1, saying: "not an empty folder")
        try Tool.run("rm", "\(place)/mine")
        let plan = try lab.client(files, user: "root")
        try lab.expect(plan, code: 0, saying: "zfs clone", "nothing is done yet")
        try lab.expect(try lab.client(files + ["--go"], user: "root"), code: 0)
        try lab.expect(try Tool.read("\(place)/one") == Tool.read("/\(lab.source)/data/one"), "the file differs")
        try lab.expect(try Tool.capture("touch", ["\(place)/new"]).ending.isSuccess == false, "it can be written to")
        try lab.expect(try lab.client(files + ["--go"], user: "root"), code: 1, saying: "is there already")
        // A pull goes on beside the clone, and what is no such clone is not taken away.
        try lab.snapshot("data", "two")
        try lab.pull()
        try lab.expect(
            try lab.client(["restore", "done", "\(lab.target)/data", "--go"], user: "root"), code: 1,
            saying: "no clone of")
        try lab.expect(
            try lab.client(["restore", "done", "\(lab.target)/restore-data-one", "--go"], user: "root"), code: 0)
        try lab.expectSynced()
        // What restore send prints fails where there is something, and changes nothing.
        let before = try lab.snapshots("\(lab.source)/data")
        let sending = try lab.client(
            ["restore", "send", "\(lab.target)/data", "--to", "\(lab.source)/data"], user: "root")
        try lab.expect(
            sending, code: 0, saying: "zfs send -R -w \(lab.target)/data@two | zfs receive -u \(lab.source)/data")
        let line = sending.output.split(separator: "\n").first { $0.hasPrefix("zfs send") } ?? "false"
        let sent = try Tool.capture("sh", ["-c", String(line)])
        try lab.expect(!sent.ending.isSuccess && sent.error.contains("exists"), sent.error)
        try lab.expect(try lab.snapshots("\(lab.source)/data") == before, "the source has changed")
    },
    Scenario("restore send leaves out and names the datasets without that snapshot, and all others arrive") { lab in
        try lab.pair(recursive: true)
        for path in ["data/late", "data/home"] { try lab.create(path) }
        try lab.snapshot("data/late", "zero")
        try lab.zfs("snapshot", "\(lab.source)/data@one")
        try lab.zfs("snapshot", "\(lab.source)/data/home@one")
        try lab.pull()
        // Set aside as `quarantine` does it, and taken anew.
        let aside = "home.quarantine-20261123T110000"
        try lab.zfs("rename", "\(lab.target)/data/home", "\(lab.target)/data/\(aside)")
        try lab.pull()
        let run = try lab.client(
            ["restore", "send", "\(lab.target)/data", "--to", "\(lab.source)/back"], user: "root")
        try lab.expect(
            run, code: 0, saying: "left out, having no @one: \(lab.target)/data/late (its newest is @zero",
            "zfs send -R -s -w",
            Machine.version.hasSendExclude
                ? "left out, as it was set aside:" : "goes along, although it was set aside:",
            "\(lab.target)/data/\(aside)")
        let line = run.output.split(separator: "\n").first { $0.hasPrefix("zfs send") } ?? "false"
        try Tool.run("sh", "-c", String(line))
        for path in ["", "/home"] {
            try lab.expect(
                try lab.snapshots("\(lab.source)/back\(path)") == lab.snapshots("\(lab.target)/data\(path)"),
                "data\(path)")
        }
        let came = try lab.zfs("list", "-H", "-r", "-o", "name", "\(lab.source)/back")
        try lab.expect(came.contains(aside) == !Machine.version.hasSendExclude, came)
    },
]

extension Lab {
    /// Those of home, of which the newer one was written after the time that is looked for.
    fileprivate func removeLetters() throws { try Tool.run("rm", "-r", "/tank/data/home/letters") }
}
