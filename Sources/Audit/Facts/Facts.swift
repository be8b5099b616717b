package import ZFS

/// All that the rules judge: what was read of the machine, or why it could not be read.
package struct Facts: Sendable {
    package var account: PasswdEntry
    package var groups: Known<[String]>
    /// The files that sshd reads keys of the account from, in order.
    package var keyFiles: [KeyFile]
    /// The file that an administrator means sshd to read, and no other; `nil` when none was named.
    package var intendedKeyFile: String?
    /// The lines that should be there; `nil` when none were given.
    package var expected: AuthorizedKeysFile?
    /// Whether every key must have an `expiry-time=`.
    package var wantsExpiry: Bool
    /// Seconds since 1970.
    package var now: Int
    /// What sshd applies to connections from each address that a `from=` names, and from one that none does.
    package var connections: Known<[Connection]>
    /// What sshd applies to root.
    package var rootSettings: Known<SSHDSettings>
    /// The keys of other accounts.
    package var otherKeys: Known<[OtherKeys]>
    package var openSSH: Known<OpenSSHVersion>
    package var systemRC: PathFacts
    /// Start-up files that the account's sessions could read.
    package var startupFiles: [PathFacts]
    /// The programs that the keys' lines run, with the `zfs` that each of them starts.
    package var programs: [PathFacts]
    package var privileges: Known<[Privilege]>
    package var grants: [GrantFacts]
    /// Datasets that exist, among those that the keys' lines name.
    package var datasets: Known<Listing>
    package var openZFS: Known<OpenZFSVersion>
    /// What a `command=` means.
    package var reading: @Sendable (String) -> ForcedCommand

    package init(
        account: PasswdEntry, groups: Known<[String]>, keyFiles: [KeyFile], intendedKeyFile: String?,
        expected: AuthorizedKeysFile?, wantsExpiry: Bool, now: Int, connections: Known<[Connection]>,
        rootSettings: Known<SSHDSettings>, otherKeys: Known<[OtherKeys]>, openSSH: Known<OpenSSHVersion>,
        systemRC: PathFacts, startupFiles: [PathFacts], programs: [PathFacts], privileges: Known<[Privilege]>,
        grants: [GrantFacts], datasets: Known<Listing>, openZFS: Known<OpenZFSVersion>,
        reading: @escaping @Sendable (String) -> ForcedCommand
    ) {
        self.account = account
        self.groups = groups
        self.keyFiles = keyFiles
        self.intendedKeyFile = intendedKeyFile
        self.expected = expected
        self.wantsExpiry = wantsExpiry
        self.now = now
        self.connections = connections
        self.rootSettings = rootSettings
        self.otherKeys = otherKeys
        self.openSSH = openSSH
        self.systemRC = systemRC
        self.startupFiles = startupFiles
        self.programs = programs
        self.privileges = privileges
        self.grants = grants
        self.datasets = datasets
        self.openZFS = openZFS
        self.reading = reading
    }

    /// The lines that let keys in, of all files that could be read.
    package var keys: [AuthorizedKey] { keyFiles.flatMap { $0.content.value??.entries ?? [] } }

    /// The calls of `zpull-serve serve` in them.
    package var calls: [(key: AuthorizedKey, call: ServeCall)] {
        keys.compactMap { key in
            guard let command = key.options.command, case .serve(let call) = reading(command) else { return nil }
            return (key, call)
        }
    }
}

/// A file of keys.
package struct KeyFile: Sendable {
    package let path: PathFacts
    /// `nil` when there is no such file.
    package let content: Known<AuthorizedKeysFile?>

    package init(path: PathFacts, content: Known<AuthorizedKeysFile?>) { (self.path, self.content) = (path, content) }
}

/// Where a client comes from, and what sshd applies to it.
package struct Connection: Sendable {
    package let address: String
    package let settings: SSHDSettings

    package init(address: String, settings: SSHDSettings) { (self.address, self.settings) = (address, settings) }
}

/// The keys of an account that is not the audited one.
package struct OtherKeys: Sendable {
    package let account: PasswdEntry
    package let file: AuthorizedKeysFile

    package init(account: PasswdEntry, file: AuthorizedKeysFile) { (self.account, self.file) = (account, file) }
}

/// Something that gives the account more than its keys do: where it stands, and what it is.
package struct Privilege: Hashable, Sendable {
    package let place: String
    package let what: String

    package init(place: String, what: String) { (self.place, self.what) = (place, what) }
}

/// What `zfs allow` shows of a dataset.
package struct GrantFacts: Sendable {
    package let dataset: DatasetName
    package let list: Known<GrantList>

    package init(dataset: DatasetName, list: Known<GrantList>) { (self.dataset, self.list) = (dataset, list) }
}
