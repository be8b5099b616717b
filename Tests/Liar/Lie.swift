/// One lie: what is told in the place of something that the honest server said.
struct Lie: Sendable {
    /// What a lie is about; the table of the attack tests has a line for each.
    enum Subject: String, CaseIterable, Sendable {
        case banner = "noise in the place of a banner"
        case hello = "HELLO: versions, names, capabilities"
        case names = "listing: names"
        case listing = "listing: rows, guids, order, counts"
        case endless = "endless lists, pages and frames"
        case form = "frames of a wrong form"
        case order = "frames out of order, answers to nothing asked"
        case errors = "ERROR: escapes, lengths, codes"
        case complaints = "standard error: floods and escapes"
        case ends = "sessions that end early"
        case silence = "silence and trickling bytes"
        case hops = "START and END of a hop"
        case heads = "streams whose first record lies"
        case bodies = "streams cut short, or with more behind"
        case others = "other streams in the place of the agreed one"
        case random = "random damage, seeded"
    }

    let subject: Subject
    let name: String
    /// Of what the honest server says, what the lie replaces, the first time.
    let moment: Moment
    let tell: @Sendable (Saying, inout Mouth) throws -> Void

    init(
        _ subject: Subject, _ name: String, at moment: Moment,
        _ tell: @escaping @Sendable (Saying, inout Mouth) throws -> Void
    ) {
        self.subject = subject
        self.name = name
        self.moment = moment
        self.tell = tell
    }

    /// All lies that have a name of their own.
    static let all: [Lie] =
        banners + hellos + names + listings + endless + forms + orders + errors + complaints + ends + silences + hops
        + heads + bodies

    /// - Parameter command: for `other stream`, what is told in the place of a stream.
    static func named(_ name: String, command: [String] = []) -> Lie? {
        if name == "honest" { return Lie(.order, name, at: .banner) { try $1.pass($0) } }
        if name.hasPrefix("other stream") { return other(name, of: command) }
        if name.hasPrefix("random "), let seed = UInt64(name.dropFirst(7)) { return random(seed: seed) }
        return (all + [crawl]).first { $0.name == name }
    }
}

extension Lie {
    /// A lie about a single frame: of a stream, one in its middle, with the honest ones around it.
    ///
    /// - Parameter tell: says the frame, or something else in its place.
    static func aboutFrame(
        _ subject: Subject, _ name: String, at moment: Moment,
        _ tell: @escaping @Sendable (Frame, inout Mouth) throws -> Void
    ) -> Lie {
        Lie(subject, name, at: moment) { saying, mouth in
            let frames = saying.frames
            let middle = frames.count / 2
            for frame in frames[..<middle] { try mouth.say(frame) }
            try tell(frames[middle], &mouth)
            for frame in frames[(middle + 1)...] { try mouth.say(frame) }
        }
    }

    /// The same lie about a frame wherever there is one.
    static func everywhere(
        _ subject: Subject, _ name: String, _ tell: @escaping @Sendable (Frame, inout Mouth) throws -> Void
    ) -> [Lie] {
        Moment.allCases.filter { $0 != .banner }.map { moment in
            aboutFrame(subject, "\(name), at \(moment)", at: moment, tell)
        }
    }

    /// A lie about the bytes of a stream, whose END counts what was told.
    static func aboutStream(
        _ subject: Subject, _ name: String, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> Lie {
        Lie(subject, name, at: .stream) { saying, mouth in
            guard case .stream(let request, let bytes) = saying else { return }
            try mouth.stream(change(bytes), of: request)
        }
    }

    /// A lie about the rows of the first page.
    static func aboutRows(
        _ subject: Subject, _ name: String, _ change: @escaping @Sendable (inout [Row]) -> Void
    ) -> Lie {
        aboutFrame(subject, name, at: .page) { frame, mouth in
            var (frame, rows) = (frame, Row.parse(frame.payload))
            change(&rows)
            frame.payload = rows.flatMap(\.bytes)
            try mouth.say(frame)
        }
    }
}
