import ZFS

extension Rule {
    /// What the account may do besides.
    static let account = [
        Rule(.A01, .critical, "the account has powers that sending needs not") { facts, judgement in
            let name = facts.account.name
            let mend = "give zpull an account of its own: useradd -r -M -d / -s /usr/libexec/zpull/zpull-serve zpull"
            if facts.account.uid == 0 {
                // Its groups would say nothing more.
                return judgement.find("its uid is 0: it is root", at: "account \(name)", mend: mend)
            }
            for group in (judgement.know(facts.groups) ?? []).filter(powerfulGroups.contains) {
                judgement.find(
                    "it is in the group \(group), which is as good as root", at: "account \(name)",
                    mend: "gpasswd -d \(name) \(group)")
            }
            for privilege in judgement.know(facts.privileges) ?? [] {
                judgement.find(privilege.what, at: privilege.place, mend: "take it away; zpull needs nothing of it")
            }
        },
        Rule(.A02, .critical, "ZFS grants the account more than sending") { facts, judgement in
            let surplus = grants(facts, &judgement).filter { !needed(facts, on: $0.dataset).contains($0.permission) }
            for (dataset, grants) in surplus.byDataset {
                judgement.find(
                    "it has \(Set(grants.map(\.permission)).sorted().joined(separator: ", "))", at: "zfs \(dataset)",
                    mend: "as root: \(grants.takingBack.joined(separator: "; "))")
            }
        },
        Rule(.A03, .high, "an encrypted dataset may leave in clear") { facts, judgement in
            guard let version = judgement.know(facts.openZFS), version.hasSendRaw,
                let datasets = judgement.know(facts.datasets)
            else { return }
            let tight = version.hasSendEncrypted ? "send:encrypted" : "send:raw"
            let full = grants(facts, &judgement).filter { $0.permission == "send" }
            for dataset in datasets.datasets where dataset.isEncrypted {
                let reaching = full.filter { dataset.name.isWithin($0.dataset) }
                guard !reaching.isEmpty else { continue }
                judgement.find(
                    "it may be sent in clear, where \(tight) would keep the data encrypted", at: "zfs \(dataset.name)",
                    mend: "as root: zfs allow -u \(facts.account.name) \(tight) \(dataset.name.quoted); "
                        + reaching.takingBack.joined(separator: "; "))
            }
        },
        Rule(.A04, .medium, "a dataset in a key's line does not exist") { facts, judgement in
            guard let datasets = judgement.know(facts.datasets) else { return }
            for (key, call) in judgement.calls(facts) {
                for root in call.selections.map(\.root) where datasets[root] == nil {
                    judgement.find(
                        "there is no dataset \(root)", at: key.place,
                        mend: "correct the name, or create the dataset: whoever makes one of that name gives it away")
                }
            }
        },
    ]

    /// Groups that reach disks, root's commands or root's secrets.
    static let powerfulGroups: Set<String> = [
        "root", "wheel", "sudo", "admin", "disk", "kmem", "shadow", "docker", "lxd", "incus", "libvirt", "kvm",
        "staff", "crontab",
    ]

    /// What the account has, wherever it stands.
    private static func grants(_ facts: Facts, _ judgement: inout Judgement) -> Set<GrantList.Grant> {
        let account = Account(name: facts.account.name, groups: judgement.know(facts.groups) ?? [])
        return facts.grants.reduce(into: []) { $0.formUnion(judgement.know($1.list)?.grants(of: account) ?? []) }
    }

    /// What sending and the cursors of the keys need on a dataset.
    private static func needed(_ facts: Facts, on dataset: DatasetName) -> Set<String> {
        facts.calls.filter { $0.call.selections.contains { $0.contains(dataset) } }
            .reduce(into: []) { $0.formUnion($1.call.cursorGrants.union(["send", "send:raw", "send:encrypted"])) }
    }
}

extension Collection<GrantList.Grant> {
    fileprivate var byDataset: [(key: DatasetName, value: [GrantList.Grant])] {
        Dictionary(grouping: self, by: \.dataset).sorted { $0.key < $1.key }
    }
}
