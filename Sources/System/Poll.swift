import CLinux

/// What to wait for on one descriptor, and after `Poll.wait`, what there is.
package struct PollEntry: Sendable {
    package let descriptor: Int32
    package let wanted: Int16
    package fileprivate(set) var found: Int16 = 0

    /// - Parameter descriptor: a number below zero is passed over.
    package init(_ descriptor: Int32, _ wanted: Int32) {
        self.descriptor = descriptor
        self.wanted = Int16(wanted)
    }

    /// Readable, or ended: a read will not block.
    package var isReadable: Bool { found & Int16(POLLIN | POLLHUP | POLLERR) != 0 }
    /// Writable, or gone: a write will not block.
    package var isWritable: Bool { found & Int16(POLLOUT | POLLHUP | POLLERR) != 0 }
    /// The other end has gone.
    package var isGone: Bool { found & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 }
}

package enum Poll {
    /// Waits until one of the entries has something, or until the deadline. Returns whether something was found.
    ///
    /// - Parameter deadline: `nil` waits without end.
    package static func wait(_ entries: inout [PollEntry], until deadline: Monotonic? = nil) throws(SystemError) -> Bool
    {
        var list = entries.map { pollfd(fd: $0.descriptor, events: $0.wanted, revents: 0) }
        while true {
            let ready = poll(&list, nfds_t(list.count), deadline.map(\.millisecondsLeft) ?? -1)
            if ready == -1, currentErrorNumber != EINTR { throw SystemError("poll") }
            if ready > 0 {
                for index in list.indices { entries[index].found = list[index].revents }
                return true
            }
            for index in list.indices { entries[index].found = 0 }
            if let deadline, deadline.hasPassed { return false }
        }
    }
}
