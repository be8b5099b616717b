import CLinux
import Protocol
import System
import ZFS

/// What a session gives up before it reads a byte of the client's, for itself and for the `zfs` that it starts.
struct Confinement: Equatable, Sendable, CustomStringConvertible {
    /// The kernel keeps it from all files but those that `zfs` needs, and from running any other program.
    let hasLandlock: Bool
    /// The kernel refuses system calls that neither it nor `zfs` needs.
    let hasSyscallFilter: Bool

    /// Closes what was left open for us: what is opened from here on stays.
    static func closeInherited() throws(SystemError) {
        try retrying("close_range") { close_range(3, UInt32.max, 0) }
    }

    /// Empties the environment, gives up gaining privileges, sets limits, and shuts itself in as far as the kernel can do it.
    static func enter(_ policy: Policy) throws(SystemError) -> Confinement {
        clearenv()
        try retrying("prctl", "PR_SET_NO_NEW_PRIVS") { zpull_no_new_privileges() }
        try limit(RLIMIT_CORE, to: 0, "RLIMIT_CORE")
        try limit(RLIMIT_NOFILE, to: 64, "RLIMIT_NOFILE")
        return Confinement(hasLandlock: try shutIn(policy.zfs), hasSyscallFilter: try filter.enter())
    }

    private static func limit(_ resource: __rlimit_resource, to value: UInt, _ name: String) throws(SystemError) {
        var limit = rlimit(rlim_cur: value, rlim_max: value)
        try retrying("setrlimit", name) { setrlimit(__rlimit_resource_t(resource.rawValue), &limit) }
    }

    /// What `zfs list` and `zfs send` of OpenZFS touch on Linux, beside the libraries.
    private static func shutIn(_ zfs: ZFSTool) throws(SystemError) -> Bool {
        guard let version = Landlock.version, zfs.isInstalled else { return false }
        let landlock = try Landlock(version: version)
        for path in readable { try landlock.allow(.read, path) }
        for device in ["/dev/zfs", "/dev/null"] {
            try landlock.allow([.readFile, .writeFile, .control], device)
        }
        for program in [zfs.path] + loaders { try landlock.allow([.execute, .readFile], program) }
        try landlock.enter()
        return true
    }

    /// Nothing of anybody's home, of /var, /run, /tmp or a dataset.
    private static let readable =
        ["/usr", "/lib", "/lib64", "/proc", "/sys"]
        + ["ld.so.cache", "ld.so.preload", "localtime", "hostid", "zfs", "ssl", "passwd", "group", "nsswitch.conf"].map
    {
        "/etc/\($0)"
    }

    /// What the kernel runs to load a program's libraries.
    private static let loaders = ["/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1"]

    /// No sockets but Unix ones (the system log), no look into or grip on other processes, no namespaces, mounts, modules,
    /// keys, and none of the kernel's wider gates.
    private static let filter = SyscallFilter(
        [
            SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_unshare, SYS_setns, SYS_mount, SYS_umount2,
            SYS_pivot_root, SYS_chroot, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load,
            SYS_kexec_file_load, SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_io_uring_setup, SYS_io_uring_enter,
            SYS_io_uring_register, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_open_by_handle_at, SYS_execveat,
            SYS_reboot, SYS_swapon, SYS_swapoff, SYS_quotactl, SYS_acct, SYS_syslog, SYS_settimeofday,
            SYS_clock_settime, SYS_adjtimex, SYS_sethostname, SYS_setdomainname, SYS_fsopen, SYS_fsmount,
            SYS_move_mount, SYS_open_tree, SYS_fsconfig, SYS_fspick, SYS_mount_setattr, SYS_pidfd_getfd, SYS_kcmp,
            SYS_process_madvise, SYS_personality,
            // A file without a place, which Landlock would let run.
            SYS_memfd_create, SYS_memfd_secret,
            // What Landlock does not keep from files.
            SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr,
            SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, SYS_utimensat,
        ].map { .refuse(Int($0)) } + ofProcessor.map { .refuse(Int($0)) } + [
            .refuseUnless(Int(SYS_socket), firstIs: UInt32(AF_UNIX)),
            // CLONE_NEW…: namespaces, in which one would be root.
            .refuseIf(Int(SYS_clone), firstHas: 0x7E02_0000),
            // Its flags stand in memory, where no filter can look.
            .pretendMissing(Int(SYS_clone3)),
        ])

    /// Older forms of such calls, which not every processor has.
    #if arch(x86_64)
        private static let ofProcessor = [
            SYS_iopl, SYS_ioperm, SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes,
        ]
    #else
        private static let ofProcessor: [Int32] = []
    #endif

    /// For the log.
    var description: String {
        switch (hasLandlock, hasSyscallFilter) {
        case (true, true): "confined by Landlock and seccomp"
        case (true, false): "confined by Landlock, not by seccomp"
        case (false, true): "confined by seccomp, not by Landlock"
        case (false, false): "confined neither by Landlock nor by seccomp"
        }
    }

    /// As HELLO carries it.
    var announced: Hello.Capabilities {
        var bits: Hello.Capabilities = []
        if hasLandlock { bits.insert(.landlock) }
        if hasSyscallFilter { bits.insert(.seccomp) }
        return bits
    }
}

extension ZFSTool {
    /// It is where programs are installed, so that Landlock can hold: nobody knows what another one touches.
    var isInstalled: Bool {
        let parts = path.split(separator: "/")
        return ["usr", "sbin"].contains(parts.first) && !parts.contains { $0 == ".." }
    }
}
