import Audit
import Testing

@testable import zpull_serve

@Suite("What an audit says of confinement")
struct ConfinementNotesTests {
    /// The calls of lines that differ by their `--zfs`; which key they let in does not matter here.
    private func calls(zfs paths: String...) -> [(key: AuthorizedKey, call: ServeCall)] {
        let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
        let lines = paths.map { #"command="/x/zpull-serve serve --id a --dataset t --zfs \#($0)" \#(key)"# }
        let file = AuthorizedKeysFile(path: "/k", parsing: Array(lines.joined(separator: "\n").utf8))
        return file.entries.compactMap { key in
            guard let command = key.options.command, case .serve(let call) = AuditedCommand.read(command) else {
                return nil
            }
            return (key, call)
        }
    }

    @Test("all sessions are confined where the kernel can do it and each zfs is an installed one")
    func all() {
        let notes = ConfinementNotes.lines(
            calls(zfs: "/usr/sbin/zfs", "/sbin/zfs", "/usr/local/sbin/zfs"), landlock: 3, hasSyscallFilter: true)
        #expect(notes == ["sessions are confined by Landlock: yes (version 3); by seccomp: yes"])
    }

    @Test("a key whose zfs stands elsewhere is named, since Landlock is off for it")
    func elsewhere() {
        let notes = ConfinementNotes.lines(
            calls(zfs: "/usr/sbin/zfs", "/home/x/zfs"), landlock: 3, hasSyscallFilter: true)
        #expect(
            notes == [
                "sessions are confined by Landlock: yes (version 3), but not all of them; by seccomp: yes",
                "not confined by Landlock: sessions of /k:2, since nobody knows what its --zfs /home/x/zfs, outside /usr "
                    + "and /sbin, needs",
            ])
    }

    @Test("a kernel that cannot confine any says so once")
    func none() {
        let notes = ConfinementNotes.lines(calls(zfs: "/home/x/zfs"), landlock: nil, hasSyscallFilter: false)
        #expect(
            notes == [
                "sessions are confined by Landlock: no, this kernel has none; by seccomp: no, not on this kernel or "
                    + "processor"
            ])
    }
}
