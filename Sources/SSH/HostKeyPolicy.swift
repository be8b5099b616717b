/// How a server must prove who it is before anything else is said. There is no "accept on first use".
package enum HostKeyPolicy: Sendable, Equatable {
    /// Any of these keys.
    case pinned([HostKeyPin])
    /// The key that this known_hosts(5) file holds for the host; no other file is looked at, and none is written.
    case knownHosts(String)
}
