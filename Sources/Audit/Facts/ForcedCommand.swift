package import ZFS

/// What a `command=` runs.
package enum ForcedCommand: Equatable, Sendable {
    /// `zpull-serve serve` with a policy that is sound.
    case serve(ServeCall)
    /// The shell would make more of it than words: it expands, redirects or starts something else.
    case needsShell
    /// Its program is not named by an absolute path.
    case relative
    /// Something else, and why it is not what is wanted.
    case other(String)
}

/// A call of `zpull-serve serve`.
package struct ServeCall: Equatable, Sendable {
    /// The absolute path of zpull-serve.
    package let program: String
    package let id: String
    /// What it starts: the program of `--zfs`, or Debian's.
    package let zfs: ZFSTool
    package let selections: [DatasetSelection]
    /// Grants that its cursor needs besides those for sending.
    package let cursorGrants: Set<String>

    package init(
        program: String, id: String, zfs: ZFSTool, selections: [DatasetSelection], cursorGrants: Set<String>
    ) {
        self.program = program
        self.id = id
        self.zfs = zfs
        self.selections = selections
        self.cursorGrants = cursorGrants
    }
}
