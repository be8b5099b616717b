import ZFS

/// What the two users of this machine may do on the parent of a target, held against what they need.
struct GrantCheck {
    let list: GrantList
    /// The parent.
    let dataset: DatasetName
    let version: OpenZFSVersion
    /// Whether what has parted from its source is set aside there.
    var quarantines = false
    let receiver: Account
    /// `nil` when the receiver prunes too.
    let pruner: Account?

    func findings() -> [Finding] {
        let first = missing() ?? .fine("\(dataset)", "\(receiver.name) may receive")
        return [first, surplus(), forced(), pruning(), verifying()].compactMap { $0 }
    }

    private var has: Set<String> { list.permissions(of: receiver) }

    /// What the receiver lacks. `receive` is more than `receive:append`, and does as well.
    private func missing() -> Finding? {
        let needed = Grants.receiving(on: version, quarantines: quarantines) + (pruner == nil ? Grants.pruning : [])
        let missing = needed.unique.filter { !has.contains($0) && !($0 == "receive:append" && has.contains("receive")) }
        return missing.isEmpty
            ? nil : .fault("\(dataset)", lack(receiver, missing), mend: giving(missing, to: receiver))
    }

    /// What it may do and need not.
    private func surplus() -> Finding? {
        let needed =
            Grants.receiving(on: version, quarantines: quarantines) + ["receive"]
            + (pruner == nil ? Grants.pruning + Grants.verifying(on: version) + ["send"] : [])
        let surplus = list.grants(of: receiver).filter { !needed.contains($0.permission) }
        guard !surplus.isEmpty else { return nil }
        return .warning(
            "\(dataset)",
            "\(receiver.name) has \(Set(surplus.map(\.permission)).sorted().joined(separator: ", ")), which a receiver "
                + "need not", mend: "as root: `\(surplus.takingBack.joined(separator: "; "))`")
    }

    /// `receive` where `receive:append` would do.
    private func forced() -> Finding? {
        guard version.hasReceiveAppend, has.contains("receive") else { return nil }
        let receive = list.grants(of: receiver).filter { $0.permission == "receive" }
        let allow = "zfs allow -u \(receiver.name) receive:append \(dataset.quoted)"
        return .warning(
            "\(dataset)",
            "with receive, \(receiver.name) could also destroy snapshots (zfs receive -F); receive:append does not allow "
                + "that and suffices",
            mend: "as root: `\(([allow] + receive.takingBack).joined(separator: "; "))`")
    }

    private func pruning() -> Finding? {
        guard let pruner else { return nil }
        let has = list.permissions(of: pruner)
        let missing = Grants.pruning.filter { !has.contains($0) }
        return missing.isEmpty
            ? .fine("\(dataset)", "\(pruner.name) may prune")
            : .warning(
                "\(dataset)", lack(pruner, missing) + ", so that `prune` can do nothing there",
                mend: giving(missing, to: pruner))
    }

    /// `send` is more than `send:raw`, and does as well.
    private func verifying() -> Finding? {
        let verifier = pruner ?? receiver
        let has = list.permissions(of: verifier)
        let missing = Grants.verifying(on: version).filter { !has.contains($0) && !has.contains("send") }
        guard !missing.isEmpty else { return nil }
        return .warning(
            "\(dataset)", lack(verifier, missing) + ", so that `verify` cannot read backups through",
            mend: giving(missing, to: verifier))
    }

    private func lack(_ account: Account, _ missing: [String]) -> String {
        "\(account.name) lacks \(missing.joined(separator: ", "))"
    }

    private func giving(_ missing: [String], to account: Account) -> String {
        "as root: `zfs allow -u \(account.name) \(missing.joined(separator: ",")) \(dataset.quoted)`"
    }
}

extension Array where Element: Hashable {
    /// Each element once, in order.
    fileprivate var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
