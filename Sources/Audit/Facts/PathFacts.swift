/// A path, from the root folder down, as far as it exists. Each symbolic link stands in it, followed by where it leads.
package struct PathFacts: Sendable {
    package let path: String
    package let steps: Known<[Step]>
    /// Whether the last step is the path itself; otherwise it is the folder in which it would be made.
    package let exists: Bool

    package init(path: String, steps: Known<[Step]>, exists: Bool) {
        (self.path, self.steps, self.exists) = (path, steps, exists)
    }

    /// A folder or file on the way.
    package struct Step: Hashable, Sendable {
        package enum Kind: Sendable { case folder, file, link }

        package let path: String
        package let kind: Kind
        package let uid: UInt32
        package let gid: UInt32
        /// Permission bits, see inode(7).
        package let mode: UInt32

        package init(path: String, kind: Kind, uid: UInt32, gid: UInt32, mode: UInt32) {
            (self.path, self.kind, self.uid, self.gid, self.mode) = (path, kind, uid, gid, mode)
        }

        /// How others than root can change it; `nil` if they cannot.
        package var exposure: String? {
            // Whoever owns a link can only take it away where the folder lets him.
            if kind == .link { return nil }
            if uid != 0 { return "belongs to uid \(uid)" }
            if mode & 0o002 != 0 { return "is writable by all" }
            if mode & 0o020 != 0, gid != 0 { return "is writable by gid \(gid)" }
            return nil
        }
    }
}
