import Glibc

/// Looks at what telling people needs on this machine. Whether a message arrives, `zpull-client notify` finds out.
struct NotifyCheck {
    private let notify: Notify

    init(_ notify: Notify) { self.notify = notify }

    func findings() -> [Finding] {
        var findings: [Finding] = []
        if notify.mail != nil {
            findings.append(
                program(notify.sendmail, mend: "install a mail server, or msmtp-mta, or name it with `sendmail`"))
        }
        if notify.webhook != nil || notify.ping != nil {
            findings.append(program(notify.curl, mend: "install curl, or name it with `curl`"))
        }
        if let file = notify.webhook?.secretFile {
            do {
                _ = try SecretFile.token(of: file)
                findings.append(.fine("notify", "\(file) holds a token that only its owner can read"))
            } catch { findings.append(.fault("notify", "\(error)")) }
        }
        return findings
    }

    private func program(_ path: String, mend: String) -> Finding {
        access(path, X_OK) == 0
            ? .fine("notify", "\(path) is there; `zpull-client notify` sends a test message")
            : .fault("notify", "\(path) cannot be run", mend: mend)
    }
}
