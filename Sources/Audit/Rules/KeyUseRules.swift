extension Rule {
    /// What the lines say together, and where else their keys stand.
    static let keyUse = [
        Rule(.K12, .high, "a key's --id is missing, or belongs to several keys") { facts, judgement in
            let mend = "give each key an --id of its own, so that the log tells them apart"
            for key in judgement.keys(facts) {
                guard let command = key.options.command, case .other = facts.reading(command),
                    !command.split(separator: " ").contains("--id")
                else { continue }
                judgement.find("its command has no --id", at: key.place, mend: mend)
            }
            let calls = judgement.calls(facts)
            for (index, (key, call)) in calls.enumerated() {
                guard let other = calls[..<index].first(where: { $0.call.id == call.id && $0.key.key != key.key })
                else { continue }
                judgement.find("--id \(call.id) is that of \(other.key.place) too", at: key.place, mend: mend)
            }
        },
        Rule(.K13, .critical, "a key of the account is accepted for another one") { facts, judgement in
            let keys = judgement.keys(facts)
            var accounts: [(place: Place, names: [String])] = []
            for other in judgement.know(facts.otherKeys) ?? [] {
                for entry in other.file.entries where keys.contains(where: { $0.key == entry.key }) {
                    if let index = accounts.firstIndex(where: { $0.place == entry.place }) {
                        accounts[index].names.append(other.account.name)
                    } else {
                        accounts.append((entry.place, [other.account.name]))
                    }
                }
            }
            // Many, where AuthorizedKeysFile names one file for all.
            for (place, names) in accounts {
                let some = names.prefix(3).joined(separator: ", ")
                judgement.find(
                    "a key of \(facts.account.name) lets its holder in as "
                        + "\(some)\(names.count > 3 ? " and \(names.count - 3) more" : ""), too", at: place,
                    mend: "delete the line, or name the file for \(facts.account.name) alone (\(matchBlock(facts)))")
            }
        },
        Rule(.K14, .high, "a shell takes a forced command apart, or looks for its program") { facts, judgement in
            for key in judgement.keys(facts) {
                guard let command = key.options.command else { continue }
                switch facts.reading(command) {
                case .needsShell:
                    judgement.find(
                        "its command has characters that a shell gives a meaning", at: key.place,
                        mend: "quote them: `zpull-serve keyline` does")
                case .relative:
                    judgement.find(
                        "the shell looks for its program in PATH or the home folder", at: key.place,
                        mend: "name the program by its absolute path")
                case .serve, .other: break
                }
            }
        },
    ]
}
