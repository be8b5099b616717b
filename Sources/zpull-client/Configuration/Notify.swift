/// Whom to tell, and of what. At least one of `mail` and `webhook` is there.
struct Notify: Equatable, Sendable {
    enum Event: String, CaseIterable, Sendable { case failure, recovery, behind, success }

    /// The recipient, for `sendmail`. It never begins with `-`.
    let mail: String?
    /// An `http://` or `https://` address, for `curl`.
    let webhook: String?
    /// Never empty.
    let on: Set<Event>
}

extension Notify {
    static var kind: Kind<Notify> {
        .mapping("notify", example: "{ mail: root@example.net, on: [failure, recovery] }") { fields in
            let mail = fields.optional("mail", .mailAddress)
            let webhook = fields.optional("webhook", .webAddress)
            let events = fields.optional("on", .nonEmptyList(of: .choice(Event.self)))
            if !fields.has("mail"), !fields.has("webhook") {
                fields.report("\"notify\" says nowhere to send; write mail: root@example.net or webhook: https://…")
            }
            return Notify(mail: mail, webhook: webhook, on: Set(events ?? [.failure, .recovery]))
        }
    }
}

extension Kind<String> {
    fileprivate static var mailAddress: Kind {
        .text("one mail address or local user", example: "root@example.net") { text throws(Refusal) in
            guard !text.hasPrefix("-"), text.split(separator: "@", omittingEmptySubsequences: false).count <= 2,
                !text.hasPrefix("@"), !text.hasSuffix("@"),
                text.unicodeScalars.allSatisfy({ $0 > " " && !",;<>()\"".unicodeScalars.contains($0) })
            else { throw .unfit }
            return text
        }
    }

    fileprivate static var webAddress: Kind {
        .text("an address that begins with https:// or http://", example: "https://alerts.example.net/zpull") {
            text throws(Refusal) in
            let scheme = ["https://", "http://"].first(where: text.hasPrefix) ?? text
            let rest = text.dropFirst(scheme.count)
            guard let first = rest.unicodeScalars.first, first.isLetterOrDigit || first == "[",
                rest.unicodeScalars.allSatisfy({ ("!"..."~").contains($0) && $0 != "\"" && $0 != "\\" })
            else { throw .unfit }
            return text
        }
    }
}
