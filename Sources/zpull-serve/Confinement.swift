import CLinux
import System

/// What a session gives up before it reads a byte of the client's.
///
/// seccomp and Landlock are to come.
enum Confinement {
    /// Closes inherited descriptors, empties the environment, gives up gaining privileges, and sets limits. Children inherit
    /// all of it.
    static func enter() throws(SystemError) {
        try retrying("close_range") { close_range(3, UInt32.max, 0) }
        clearenv()
        try retrying("prctl", "PR_SET_NO_NEW_PRIVS") { zpull_no_new_privileges() }
        try limit(RLIMIT_CORE, to: 0, "RLIMIT_CORE")
        try limit(RLIMIT_NOFILE, to: 64, "RLIMIT_NOFILE")
    }

    private static func limit(_ resource: __rlimit_resource, to value: UInt, _ name: String) throws(SystemError) {
        var limit = rlimit(rlim_cur: value, rlim_max: value)
        try retrying("setrlimit", name) { setrlimit(__rlimit_resource_t(resource.rawValue), &limit) }
    }
}
