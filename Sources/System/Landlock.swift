import CLinux

/// What files a process and its children may still reach (landlock(7)); nothing else, for good, whatever the user may.
///
/// Files that are open already stay as they are. It does not keep anyone from a Unix socket, as that of the system log.
package struct Landlock: ~Copyable {
    /// What may be done with what lies beneath a path.
    package struct Access: OptionSet, Sendable {
        package let rawValue: UInt64
        package init(rawValue: UInt64) { self.rawValue = rawValue }

        package static let execute = Access(rawValue: 1 << 0)
        package static let writeFile = Access(rawValue: 1 << 1)
        package static let readFile = Access(rawValue: 1 << 2)
        package static let readFolder = Access(rawValue: 1 << 3)
        /// ioctl(2) on devices, from version 5.
        package static let control = Access(rawValue: 1 << 15)

        package static let read: Access = [.readFile, .readFolder]
        /// All that a file, as against a folder, can be allowed.
        static let file: Access = [.execute, .writeFile, .readFile, .control, Access(rawValue: 1 << 14)]
    }

    /// The kernel's version of Landlock; `nil` without.
    package static var version: Int? {
        let version = zpull_landlock_version()
        return version > 0 ? Int(version) : nil
    }

    private let ruleset: FileDescriptor
    private let handled: Access

    /// Nothing is allowed yet. Connections by TCP (version 4), to abstract Unix sockets, and signals to processes that are
    /// not shut in with it (version 6) never are.
    ///
    /// - Parameter version: the kernel's.
    package init(version: Int) throws(SystemError) {
        // 13 rights in the first version, then to refer (2), to truncate (3), to control devices (5).
        let files = [13, 14, 15, 15, 16][min(max(version, 1), 5) - 1]
        handled = Access(rawValue: (1 << UInt64(files)) - 1)
        var rules = zpull_landlock_ruleset(
            files: handled.rawValue, network: version >= 4 ? 3 : 0, scopes: version >= 6 ? 3 : 0)
        let size = version >= 6 ? 24 : version >= 4 ? 16 : 8
        ruleset = FileDescriptor(
            owning: try retrying("landlock_create_ruleset") { zpull_landlock_ruleset(&rules, size) })
    }

    /// Allows access to a file, or to all beneath a folder; a path that is not there is passed over.
    package func allow(_ rights: Access, _ path: String) throws(SystemError) {
        guard access(path, F_OK) == 0 else { return }
        let place = try FileDescriptor(opening: path, flags: zpull_O_PATH)
        var status = stat()
        try retrying("fstat", path) { fstat(place.number, &status) }
        let isFolder = status.st_mode & UInt32(S_IFMT) == UInt32(S_IFDIR)
        let granted = rights.intersection(handled).intersection(isFolder ? handled : .file)
        try retrying("landlock_add_rule", path) { zpull_landlock_allow(ruleset.number, granted.rawValue, place.number) }
    }

    /// From here on, this thread and what it starts. It needs no-new-privileges.
    package consuming func enter() throws(SystemError) {
        try retrying("landlock_restrict_self") { zpull_landlock_enter(ruleset.number) }
    }
}
