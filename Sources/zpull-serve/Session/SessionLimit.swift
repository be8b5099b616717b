import CLinux
import System

/// `--max-sessions`: of those that run at once, each finds out for itself whether there is a place for it.
///
/// The kernel tells when a process was forked, not when it became zpull-serve: one forked first may come up last, when its
/// place is taken. So whoever sees too many others is not served, earlier or later: of those that are served, the one that
/// came up last has seen all the others. When many come at once the first of them wait, shortly, until the later ones have
/// been refused.
struct SessionLimit {
    let limit: Int

    /// Until the later ones are told apart from those that are served.
    private static let patience = Duration.seconds(5)
    /// /proc tells of no change: it has to be read again.
    private static let pause = Duration.milliseconds(10)

    enum Answer: Equatable {
        case served, refused
        /// Too many, but not all of them came before this one.
        case contested
    }

    func answer(_ others: SessionCount) -> Answer {
        if others.earlier >= limit { return .refused }
        return others.earlier + others.later < limit ? .served : .contested
    }

    /// Whether this session may go on. From a refusal on, it does not count for others any more.
    func admits() -> Bool {
        let deadline = Monotonic.now + Self.patience
        var answer = answer(.others)
        while answer == .contested, !deadline.hasPassed {
            var none: [PollEntry] = []
            _ = try? Poll.wait(&none, until: .now + Self.pause)
            answer = self.answer(.others)
        }
        if answer != .served { SessionCount.leave() }
        return answer == .served
    }
}
