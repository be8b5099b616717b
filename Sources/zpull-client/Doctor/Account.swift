import Glibc
import ZFS

extension Account {
    /// A user of this machine, with all groups that it would have after logging in; without any, if there is no such user.
    init(named name: String) {
        guard let user = getpwnam(name) else {
            self.init(name: name, groups: [])
            return
        }
        let primary = user.pointee.pw_gid
        var count: Int32 = 64
        var groups = [gid_t](repeating: 0, count: Int(count))
        if getgrouplist(name, primary, &groups, &count) < 0 {
            // Now `count` says how many there are.
            groups = [gid_t](repeating: 0, count: Int(count))
            getgrouplist(name, primary, &groups, &count)
        }
        self.init(
            name: name,
            groups: groups.prefix(Int(count)).compactMap { getgrgid($0).map { String(cString: $0.pointee.gr_name) } })
    }
}
