/// One hostile input to zpull-serve.
struct Attempt: Sendable {
    /// How the attacker goes away when he has heard what he waits for.
    enum Leaving: Sendable {
        /// Closes his side, and reads on to the end.
        case halfClosing
        /// Closes all of it at once.
        case hangingUp
        /// Does neither: the server's deadlines have to end it.
        case never
    }

    /// The class of attack.
    let type: String
    let name: String
    /// Whether he shows his banner and says hello first, as a good client does; else `bytes` are the first that he writes.
    var isGreeted = true
    let bytes: [UInt8]
    /// The request whose answer he waits for.
    var awaits: UInt32?
    /// Whether that request may not be granted: its answer is an ERROR, and no stream is begun.
    var isForbidden = false
    var leaving = Leaving.halfClosing
    /// Whether each byte is written alone, with a pause behind it.
    var isTrickled = false

    func with(_ change: (inout Attempt) -> Void) -> Attempt {
        var attempt = self
        change(&attempt)
        return attempt
    }

    /// A request that the server must not grant.
    static func forbidden(_ type: String, _ name: String, _ frame: Frame) -> Attempt {
        Attempt(type: type, name: name, bytes: frame.bytes, awaits: frame.request, isForbidden: true)
    }
}

extension [Attempt] {
    /// A few of each class, the first and the last among them.
    func sample(_ count: Int) -> [Attempt] {
        let classes = Dictionary(grouping: self) { $0.type }
        return classes.keys.sorted().flatMap { type in
            let attempts = classes[type] ?? []
            let step = Swift.max(1, (attempts.count - 1) / Swift.max(1, count - 1))
            return stride(from: 0, to: attempts.count, by: step).prefix(count).map { attempts[$0] }
        }
    }
}
