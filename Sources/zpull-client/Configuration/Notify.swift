/// Whom to tell, and of what. At least one of `mail`, `webhook` and `ping` is there.
struct Notify: Equatable, Sendable {
    enum Event: String, CaseIterable, Codable, Sendable { case failure, recovery, behind, success }

    /// Where messages are posted as JSON.
    struct Webhook: Equatable, Sendable {
        /// It may itself be a secret.
        let address: WebAddress
        /// The file with the bearer token, which goes along as `Authorization: Bearer …`.
        let secretFile: String?
    }

    /// The recipient, for `sendmail`. It never begins with `-`.
    let mail: String?
    let webhook: Webhook?
    /// What watches that runs begin and end: `/start` and `/fail` are appended to it. Never with `?` or `#`.
    let ping: WebAddress?
    /// What `mail` and `webhook` are told of. Never empty, and never `recovery` alone.
    let on: Set<Event>
    /// The programs, absolute paths. Whether they are there is found out when they are run.
    let sendmail: String
    let curl: String
}

/// An `http://` or `https://` address with a host, of printable ASCII.
struct WebAddress: Equatable, Sendable {
    let text: String

    init?(_ text: String) {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix),
            let first = text.dropFirst(scheme.count).unicodeScalars.first, first.isLetterOrDigit || first == "[",
            text.unicodeScalars.allSatisfy({ ("!"..."~").contains($0) && $0 != "\"" && $0 != "\\" })
        else { return nil }
        self.text = text
    }

    /// The same with a last part more, for an address without `?` and `#`.
    func appending(_ part: String) -> WebAddress {
        WebAddress(joined: text.hasSuffix("/") ? text + part : "\(text)/\(part)")
    }

    private init(joined text: String) { self.text = text }
}

extension Notify {
    static var kind: Kind<Notify> {
        .mapping("notify", example: "{ mail: root@example.net, on: [failure, recovery] }") { fields in
            let mail = fields.optional("mail", .mailAddress)
            let address = fields.optional("webhook", .webAddress)
            let secretFile = fields.optional("webhook_secret_file", .path(example: "/etc/zpull/webhook"))
            let ping = fields.optional("ping", .pingAddress)
            let on = Set(fields.optional("on", .nonEmptyList(of: .choice(Event.self))) ?? [.failure, .recovery])
            let sendmail = fields.optional("sendmail", .path(example: "/usr/sbin/sendmail"))
            let curl = fields.optional("curl", .path(example: "/usr/bin/curl"))
            if !["mail", "webhook", "ping"].contains(where: fields.has) {
                fields.report(
                    "\"notify\" says nowhere to send; write mail: root@example.net, webhook: https://… or ping: https://…"
                )
            }
            if !fields.has("webhook") { fields.refuse("webhook_secret_file", "there is no webhook to send it to") }
            if on == [.recovery] {
                fields.fault(in: "on", "only what was told can be told to be over; add failure or behind")
            }
            return Notify(
                mail: mail, webhook: address.map { Webhook(address: $0, secretFile: secretFile) }, ping: ping, on: on,
                sendmail: sendmail ?? "/usr/sbin/sendmail", curl: curl ?? "/usr/bin/curl")
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
}

extension Kind<WebAddress> {
    fileprivate static var webAddress: Kind {
        .text("an address that begins with https:// or http://", example: "https://alerts.example.net/zpull") {
            text throws(Refusal) in
            guard let address = WebAddress(text) else { throw .unfit }
            return address
        }
    }

    fileprivate static var pingAddress: Kind {
        .text(
            "an address that begins with https:// or http:// and has no ? and no #",
            example: "https://hc-ping.com/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
        ) { text throws(Refusal) in
            guard let address = WebAddress(text), !text.contains("?"), !text.contains("#") else { throw .unfit }
            return address
        }
    }
}
