/// What a client got, or should get: an answer for each right, by the right's name.
struct Outcome: Equatable {
    private(set) var answers: [String: String] = [:]

    subscript(right: String) -> String? {
        get { answers[right] }
        set { answers[right] = newValue }
    }

    /// Notes whether something was granted.
    mutating func note(_ right: String, _ isGranted: Bool) { answers[right] = isGranted ? "yes" : "no" }

    /// What the audit, whose outcome this is, says otherwise than sshd does. Rights that were not tried do not count.
    func disagreements(with sshd: Outcome) -> [String] {
        sshd.answers.sorted { $0.key < $1.key }.compactMap { right, answer in
            answers[right] == answer ? nil : "\(right): the audit says \(answers[right] ?? "nothing"), sshd \(answer)"
        }
    }
}
