extension Judgement {
    /// Looks at what sshd applies to each connection; one finding tells of all that are alike.
    ///
    /// - Parameters:
    ///   - keyword: the setting's name, for those who look for it in sshd_config.
    ///   - what: what is wrong, if something is.
    mutating func findInSettings(
        _ facts: Facts, _ keyword: String, _ what: (SSHDSettings) -> String?, mend: () -> String
    ) {
        guard let connections = know(facts.connections) else { return }
        var addresses: [(what: String, from: [String])] = []
        for connection in connections {
            guard let what = what(connection.settings) else { continue }
            if let index = addresses.firstIndex(where: { $0.what == what }) {
                addresses[index].from.append(connection.address)
            } else {
                addresses.append((what, [connection.address]))
            }
        }
        for (what, from) in addresses {
            let isEverywhere = from.count == connections.count
            find(
                what + (isEverywhere ? "" : ", for clients from \(from.joined(separator: ", "))"),
                at: "sshd \(keyword)", mend: mend())
        }
    }

    /// A setting that must have a value.
    ///
    /// - Parameter isGlobal: sshd takes the setting for all accounts only.
    mutating func want(_ facts: Facts, _ keyword: String, _ wanted: String, isGlobal: Bool = false) {
        findInSettings(facts, keyword) { settings in
            guard let value = settings[keyword.lowercased()], value != wanted else { return nil }
            return "\(keyword) is \(value)"
        } mend: {
            "set \(keyword) \(wanted) (\(isGlobal ? Rule.beforeMatch : Rule.matchBlock(facts)))"
        }
    }
}

extension Rule {
    /// Where it counts for the account alone.
    static func matchBlock(_ facts: Facts) -> String { "in sshd_config, below `Match User \(facts.account.name)`" }

    /// Where it counts for everybody.
    static var beforeMatch: String { "in sshd_config, before the first Match" }
}
