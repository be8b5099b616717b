import Logging
import Synchronization
import System
import ZFS

/// Tells people what became of a run: `begin` before it, `end` after it. What goes wrong with it is logged, and changes
/// nothing about the run.
final class Telling: Sendable {
    private let notify: Notify
    private let context: RunContext
    private let isWhole: Bool
    private let host = hostName()
    private let logger: Logger
    /// The ping of the beginning, once there was one.
    private let beginning = Mutex(Delivery?.none)

    /// `nil` when nobody is to be told anything.
    ///
    /// - Parameter isWhole: the run is of all sources. Another one pings nobody, since it does not say that all is well.
    init?(_ context: RunContext, isWhole: Bool) {
        guard let notify = context.configuration.notify else { return nil }
        self.notify = notify
        self.context = context
        self.isWhole = isWhole
        logger = context.console.logger("notify")
    }

    /// Pings that a run begins, once, as soon as it has something to do: who waits for the end of what has begun shall not wait
    /// for a run that left everything to another one. The run does not wait for it.
    func begin() {
        guard isWhole, let ping = notify.ping else { return }
        beginning.withLock { beginning in
            guard beginning == nil else { return }
            beginning = .ping(
                ping.appending("start"), "\(Release.software) on \(host) begins a run\n", by: notify,
                within: .seconds(10))
        }
    }

    /// Tells what is worth telling. A run that was interrupted says nothing: it has not found out how things stand.
    func end(_ results: [SourceResult]) {
        guard context.interruption.signal == nil else { return }
        let time = wallClockSeconds()
        let file = ToldFile(in: context.state)
        let before = file.read()
        let findings = findings(results, at: time)
        let configured = Set(context.configuration.sources.map(\.name))
        let (news, after) = before.next(findings, on: notify.on, configured: configured, at: time)
        let notice = Notice(host: host, time: time, sources: findings.sources, news: news)

        // At once, so that one that hangs takes no time from the others.
        let messages = news.events.isEmpty ? [] : Self.messages(notice, by: notify)
        let taken = messages + ping(findings, notice)
        let arrived = taken.filter(hasArrived).map(\.channel)
        // What nobody was told is news again with the next run.
        guard messages.isEmpty || arrived.contains(where: { $0 != .ping }) else { return }
        do {
            try file.write(after.with(configured.subtracting(findings.sources.map(\.source)), of: file.read()))
        } catch { logger.warning("\(error); what was told will be told again") }
    }

    /// A notice on its way by mail and webhook, as far as they are configured.
    static func messages(_ notice: Notice, by notify: Notify) -> [Delivery] {
        var messages: [Delivery] = []
        if let to = notify.mail {
            let mail = Mail(to: to, subject: notice.subject, time: notice.time, text: notice.text)
            messages.append(.mail(mail, by: notify))
        }
        if let webhook = notify.webhook {
            messages.append(.webhook(webhook, NoticeJSON(notice).encoded, by: notify))
        }
        return messages
    }

    private func findings(_ results: [SourceResult], at time: UInt64) -> RunFindings {
        var sources = results.map { SourceFindings($0, at: time) }
        guard !notify.on.isDisjoint(with: [.behind, .failure]) else { return RunFindings(sources: sources) }
        let looked = context.configuration.sources.filter { source in sources.contains { $0.source == source.name } }
        do {
            var (history, on): ([HistoryEvent], Set<Notify.Event>) = ([], notify.on)
            do {
                history = try HistoryFile.events(in: context.configuration, skipsSuccesses: true)
            } catch {
                // It is not known, so that nothing of it is over either.
                on.remove(.failure)
                logger.warning("\(error); what could not be verified is not told of")
            }
            let decision = try StatusDecision(
                of: looked, in: context.configuration, history: history, until: context.interruption.descriptor)
            for (index, found) in sources.enumerated() {
                guard let source = looked.first(where: { $0.name == found.source }) else { continue }
                sources[index].look(at: decision.status(of: source), on: on, at: time)
            }
        } catch { logger.warning("cannot tell what is behind: \(error)") }
        return RunFindings(sources: sources)
    }

    /// The ping for the run's end; none where it has not begun anything and nothing failed.
    private func ping(_ findings: RunFindings, _ notice: Notice) -> [Delivery] {
        guard isWhole, let ping = notify.ping else { return [] }
        let hasBegun = beginning.withLock { beginning in
            guard let beginning else { return false }
            _ = hasArrived(beginning)
            return true
        }
        guard hasBegun || findings.hasFailed else { return [] }
        let address = findings.hasFailed ? ping.appending("fail") : ping
        let body = "\(notice.subject)\n\n\(notice.text)".limited(to: Self.longestPing)
        return [.ping(address, body, by: notify)]
    }

    /// Bytes: enough for what fits on a page.
    private static let longestPing = 8000

    private func hasArrived(_ delivery: Delivery) -> Bool {
        guard let problem = delivery.problem(unless: context.interruption.descriptor) else { return true }
        logger.warning("the \(delivery.channel) did not go out: \(problem)")
        return false
    }
}
