import Protocol

extension Lie {
    static let names: [Lie] =
        badNames.flatMap { bad in
            [
                aboutRows(.names, "a dataset that is called \(bad.name)") { $0.append(.dataset(bad.text)) },
                aboutRows(.names, "a snapshot that is called \(bad.name)") { $0.append(.snapshot(bad.text)) },
            ]
        } + [
            aboutRows(.names, "a dataset of 51 components") {
                $0.append(.dataset("tank/" + (0..<50).map { "c\($0)" }.joined(separator: "/")))
            },
            aboutRows(.names, "a name that is no UTF-8") {
                $0.append(Row(kind: Row.snapshot, name: [0xC0, 0x80], guid: 9, numbers: [1, 1, 1, 1, 0]))
            },
            aboutRows(.names, "an origin with an escape in it") { rows in
                for index in rows.indices where rows[index].isDataset {
                    rows[index].origin = Array("tank/a@\u{1B}[2J".utf8)
                }
            },
            aboutRows(.names, "an origin of 60,000 bytes") { rows in
                for index in rows.indices where rows[index].isDataset {
                    rows[index].origin = [UInt8](repeating: 0x61, count: 60_000)
                }
            },
        ]

    private static let badNames: [(name: String, text: String)] =
        [
            ("..", ".."), (". .", "tank/./data"), ("tank/../backup", "tank/../backup"), ("nothing", ""),
            ("an absolute path", "/etc/passwd"), ("an option", "-F"), ("a long option", "--help"),
            ("with @ in it", "tank/data@x@y"), ("with # in it", "tank#x"), ("with % in it", "tank%s%n"),
            ("with a command in it", "$(reboot)"), ("with a semicolon", "a;reboot"), ("with a quote", "a'b\"c"),
            ("256 bytes long", String(repeating: "a", count: 256)),
            ("60,000 bytes long", String(repeating: "a", count: 60_000)),
            ("by a letter of another script", "tаnk/дата"), ("with a slash at its end", "tank/data/"),
        ] + HostileText.all.map { ("with \($0.name) in it", "tank/z" + $0.text) }

    static let listings: [Lie] = [
        rows("a guid of zero") { $0[$0.count - 1].guid = 0 },
        rows("a dataset twice") { $0.append($0[0]) },
        rows("datasets in the wrong order") { $0.append(.dataset("aaa")) },
        rows("a snapshot before any dataset") { $0.insert(.snapshot("early"), at: 0) },
        rows("a row of an unknown kind") { $0.append(Row(kind: 9, name: [0x61], guid: 5)) },
        rows("a row of the kind zero") { $0.append(Row(kind: 0, name: [0x61], guid: 5)) },
        rows("unknown flags of a dataset") { $0[0].flags = 0xFF },
        rows("a row that is cut") { $0[$0.count - 1].numbers.removeLast() },
        rows("a snapshot's name twice, with another guid") { $0.duplicateLast { $0.guid ^= 1 } },
        rows("a guid twice, with another name") { $0.duplicateLast { $0.name += [0x32] } },
        rows("a snapshot twice, in every way") { $0.duplicateLast { _ in } },
        rows("datasets that nobody asked for") {
            $0 += [.dataset("tank/zzz"), .snapshot("one"), .dataset("zroot"), .snapshot("two")]
        },
        rows("a child that is not there") { $0 += [.dataset("tank/data/child"), .snapshot("one")] },
        rows("a child whose name is too long here") {
            $0 += [.dataset("tank/data/" + String(repeating: "c", count: 245)), .snapshot("one")]
        },
        rows("2,000 children that are not there") {
            for child in 1000..<3000 { $0 += [.dataset("tank/data/\(child)", guid: UInt64(child)), .snapshot("one")] }
        },
        rows("our own pool's datasets") { $0.insert(contentsOf: [.dataset("backup"), .snapshot("x")], at: 0) },
        rows("no row of what was asked for") { $0 = [.dataset("zroot"), .snapshot("one")] },
        rows("a volume in the place of a file system") { $0[0].kind = Row.volume },
        rows("an encrypted dataset in the place of a plain one") { $0[0].flags = 1 },
        rows("a clone of what is not there") { $0[0].origin = Array("zroot/gone@x".utf8) },
        rows("another guid of the dataset") { $0[0].guid ^= 0xFFFF },
        snapshots("every snapshot forgotten") { $0 = [] },
        snapshots("the base forgotten") { $0.removeFirst() },
        snapshots("the base under another name") { $0[0].name = Array("other".utf8) },
        snapshots("the base with another guid") { $0[0].guid ^= 0xFF },
        snapshots("the base taken last of all") { $0[0].numbers[0] = .max },
        snapshots("the base as a bookmark") {
            $0[0] = Row(kind: Row.bookmark, name: $0[0].name, guid: $0[0].guid, numbers: [$0[0].numbers[0], 1, 0])
        },
        snapshots("the base's guid at the newest snapshot") { $0[$0.count - 1].guid = $0[0].guid },
        snapshots("the base's name at the newest snapshot") { $0[$0.count - 1].name = $0[0].name },
        snapshots("every guid another one") { for index in $0.indices { $0[index].guid ^= 0xABCD } },
        snapshots("all taken at once") { for index in $0.indices { $0[index].numbers[0] = 7 } },
        snapshots("taken in the reverse order") { rows in
            for index in rows.indices { rows[index].numbers[0] = UInt64(1000 - index) }
        },
        snapshots("sizes without end") {
            for index in $0.indices { $0[index].numbers.replaceSubrange(2...3, with: [.max, .max]) }
        },
        snapshots("times at the end of time") { for index in $0.indices { $0[index].numbers[1] = .max } },
        snapshots("sets of vectors where nothing is encrypted") {
            for index in $0.indices { $0[index].numbers[4] = 99 }
        },
        snapshots("3,000 snapshots that are not there") {
            $0 += (0..<3000).map { .snapshot("ghost\($0)", guid: UInt64(1_000_000 + $0), place: UInt64(9000 + $0)) }
        },
        aboutFrame(.listing, "a page without rows", at: .page) { frame, mouth in
            try mouth.say(Frame(.page, request: frame.request))
        },
        aboutFrame(.listing, "a page twice", at: .page) { frame, mouth in
            try mouth.say(frame)
            try mouth.say(frame)
        },
        count("a row too many announced") { $0 + 1 }, count("a row too few announced") { $0 - 1 },
        count("no row announced") { _ in 0 }, count("rows without end announced") { _ in .max },
    ]

    private static func rows(_ name: String, _ change: @escaping @Sendable (inout [Row]) -> Void) -> Lie {
        aboutRows(.listing, name, change)
    }

    /// About the snapshots of the dataset that is pulled, which come last, oldest first.
    private static func snapshots(_ name: String, _ change: @escaping @Sendable (inout [Row]) -> Void) -> Lie {
        aboutRows(.listing, name) { rows in
            let first = (rows.lastIndex(where: \.isDataset) ?? -1) + 1
            var snapshots = Array(rows[first...])
            change(&snapshots)
            rows.replaceSubrange(first..., with: snapshots)
        }
    }

    private static func count(_ name: String, _ change: @escaping @Sendable (UInt64) -> UInt64) -> Lie {
        aboutFrame(.listing, name, at: .listEnd) { frame, mouth in
            try mouth.say(.end(change(mouth.rows), of: frame.request))
        }
    }
}

extension [Row] {
    fileprivate mutating func duplicateLast(_ change: (inout Row) -> Void) {
        guard var last else { return }
        change(&last)
        append(last)
    }
}
