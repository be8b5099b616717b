import ZFS

extension Reading {
    /// Refuses targets, over all sources, that are the same, or that lie within one another when either is recursive:
    /// two rules would write into one tree.
    func refuseSharedTargets(_ sources: [Source]) {
        var first: [DatasetName: (source: String, rule: DatasetRule)] = [:]
        for source in sources {
            for rule in source.datasets {
                if let earlier = first[rule.local] {
                    refuse(rule, "is also", earlier)
                } else {
                    first[rule.local] = (source.name, rule)
                }
            }
        }
        for rule in sources.flatMap(\.datasets) {
            var ancestor = rule.local.parent
            while let name = ancestor {
                if let outer = first[name], outer.rule.recursive || rule.recursive {
                    refuse(rule, "lies within", outer)
                }
                ancestor = name.parent
            }
        }
    }

    private func refuse(_ rule: DatasetRule, _ relation: String, _ other: (source: String, rule: DatasetRule)) {
        let place = other.rule.position
        report(
            "\"local\": \"\(rule.local)\" \(relation) the target \"\(other.rule.local)\" of source \"\(other.source)\" "
                + "(line \(place.line), column \(place.column)); give each rule a tree of its own",
            at: rule.position)
    }
}
