extension DatasetName {
    /// As a word of a shell command.
    package var quoted: String { description.quotedForShell }
}

extension SnapshotName {
    /// As a word of a shell command.
    package var quoted: String { description.quotedForShell }
}

extension String {
    /// A name that ZFS takes, as a word of a shell command: names may hold spaces, and no other character that a shell
    /// would take apart.
    package var quotedForShell: String { contains(" ") ? "'\(self)'" : self }
}
