import Audit
import System
import ZFS

/// What an audit tells of how sessions are confined here: by what the kernel has, and which keys' lines do without.
enum ConfinementNotes {
    /// - Parameters:
    ///   - calls: what the keys' lines run.
    ///   - landlock: the kernel's version of it; `nil` when it has none.
    static func lines(
        _ calls: [(key: AuthorizedKey, call: ServeCall)], landlock: Int? = Landlock.version,
        hasSyscallFilter: Bool = SyscallFilter.isSupported
    ) -> [String] {
        let open = landlock == nil ? [] : calls.filter { !Confinement.canShutIn($0.call.zfs) }
        let answer = landlock.map { "yes (version \($0))\(open.isEmpty ? "" : ", but not all of them")" }
        let filter = hasSyscallFilter ? "yes" : "no, not on this kernel or processor"
        let kernel =
            "sessions are confined by Landlock: \(answer ?? "no, this kernel has none"); by seccomp: \(filter)"
        return [kernel]
            + open.map {
                "not confined by Landlock: sessions of \($0.key.place), since nobody knows what its --zfs "
                    + "\($0.call.zfs.path), outside /usr and /sbin, needs"
            }
    }
}
