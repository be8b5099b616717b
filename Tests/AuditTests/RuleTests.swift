import Testing
import ZFS

@testable import Audit

@Suite("The rules")
struct RuleTests {
    private func report(_ facts: Facts) -> Report { Report(facts, minimum: .info, notes: []) }

    @Test("all pass where everything is right")
    func clean() {
        let report = report(Given.facts)
        #expect(report.findings == [])
        #expect(report.unknowns.map(\.why) == [])
        #expect(report.outcome == .passed)
        #expect(report.passed == Rule.all.map(\.id))
    }

    @Test("a rule finds what it is for, and other rules find nothing", arguments: RuleCase.all)
    func finds(broken: RuleCase) {
        let report = report(broken.facts)
        #expect(Set(report.findings.map(\.rule)) == broken.others.union([broken.id]))
        #expect(report.outcome == .findings)
        #expect(report.findings.allSatisfy { !$0.what.isEmpty && !$0.mend.isEmpty && !$0.subject.isEmpty })
    }

    @Test("every rule has a case that it alone finds", arguments: RuleID.allCases)
    func covered(id: RuleID) {
        #expect(Rule.all.contains { $0.id == id })
        // K14 stands beside K01 always: what a shell takes apart is no forced command that is wanted.
        #expect(RuleCase.all.contains { $0.id == id && ($0.others.isEmpty || id == .K14) })
    }

    @Test("what sshd keeps to itself is unknown, never passed")
    func withoutRoot() {
        var facts = Given.facts
        facts.connections = .unknown("no root")
        facts.rootSettings = .unknown("no root")
        facts.otherKeys = .unknown("no root")
        facts.privileges = .unknown("no root")
        let report = report(facts)
        let wanted: [RuleID] = [
            .K04, .K13, .S01, .S02, .S03, .S04, .S05, .S06, .S07, .S08, .S09, .S10, .S11, .S12, .S13, .A01,
        ]
        #expect(Set(report.unknowns.map(\.rule)) == Set(wanted))
        #expect(Set(report.passed).isDisjoint(with: wanted))
        #expect(report.outcome == .unknown)
    }

    @Test("a file of keys that cannot be read leaves every rule about keys unknown")
    func unreadableKeys() {
        var facts = Given.facts
        facts.keyFiles = [KeyFile(path: Given.path(Given.file), content: .unknown("permission denied"))]
        let unknown = Set(report(facts).unknowns.map(\.rule))
        let keys = RuleID.allCases.filter { $0.rawValue.hasPrefix("K") }
        #expect(unknown.isSuperset(of: keys))
    }

    @Test("grants, datasets and paths that cannot be read are unknown")
    func unreadableRest() {
        var facts = Given.facts
        facts.grants = [GrantFacts(dataset: Given.dataset, list: .unknown("zfs"))]
        facts.datasets = .unknown("zfs")
        facts.openZFS = .unknown("zfs")
        facts.openSSH = .unknown("sshd")
        facts.programs = [PathFacts(path: "/p", steps: .unknown("path"), exists: false)]
        facts.startupFiles = facts.programs
        facts.systemRC = facts.programs[0]
        #expect(Set(report(facts).unknowns.map(\.rule)) == [.A02, .A03, .A04, .F03, .F04, .F05, .F06, .S06, .S14])
    }

    @Test("what a key may do is told by the line that lets it in")
    func rights() {
        var facts = Given.facts(
            lines: Given.line(), Given.line(#"from="198.51.100.1""#), Given.line("", key: 2), Given.line("", key: 2),
            Given.line("cert-authority", key: 3))
        facts.connections = .known([
            Connection(address: "192.0.2.10", settings: Given.settings("permittty yes")),
            Connection(address: "198.51.100.1", settings: Given.settings()),
        ])
        let command = "only “/usr/libexec/zpull/zpull-serve serve --id backup1 --dataset tank/data”"
        #expect(
            report(facts).keys.map(\.rights) == [
                ["\(command), nothing else"], ["a shell and any command, nothing else"],
                ["a shell and any command, and a pty", "a shell and any command, nothing else"],
                ["no address that was tried gets in by this line"], ["as the certificates say that it signs"],
            ])
        facts.connections = .unknown("no root")
        #expect(report(facts).keys[0].rights == ["unknown, as sshd's settings are"])
    }

    @Test("a link of the distribution's own is nothing to mend", arguments: ["/sbin", "/usr/sbin"])
    func systemLinks(link: String) {
        var facts = Given.facts
        facts.programs = [Given.path("\(link)/zfs", [Given.step(link, .link, mode: 0o777)])]
        #expect(report(facts).findings == [])
    }

    @Test("environment= is critical where sshd permits it")
    func environment() {
        var facts = Given.facts(lines: Given.line(Given.good + #",environment="A=1""#))
        facts.connections = Given.connections("permituserenvironment yes")
        #expect(report(facts).findings.first { $0.rule == .K05 }?.severity == .critical)
    }

    @Test("what is below the wanted severity does not count")
    func minimum() {
        var facts = Given.facts
        facts.openSSH = .known(OpenSSHVersion(9, 2))
        #expect(Report(facts, minimum: .low, notes: []).outcome == .passed)
        #expect(Report(facts, minimum: .info, notes: []).outcome == .findings)
    }

    @Test("a setting that differs by address names the addresses")
    func byAddress() {
        var facts = Given.facts
        facts.connections = .known([
            Connection(address: "192.0.2.10", settings: Given.settings()),
            Connection(address: "198.51.100.1", settings: Given.settings("permittty yes")),
        ])
        #expect(report(facts).findings.map(\.what) == ["PermitTTY is yes, for clients from 198.51.100.1"])
    }
}
