import CLibSSH

/// What libssh calls back about a channel while it handles packets: stderr, and how the command ended.
///
/// stderr is taken here, as it arrives, because it shares the window with stdout: were it left in libssh's buffer, a
/// flood of it would use the window up, and a read that waits for stdout would wait for ever. And only a callback tells
/// of a signal in libssh 0.10.
final class ChannelEvents {
    var standardError = CappedOutput(limit: 8 * 1024)
    var exit: ExitState?
    /// The server has closed the channel: nothing more will come.
    var isClosed = false
    private let table: UnsafeMutablePointer<ssh_channel_callbacks_struct>

    init() {
        table = .allocate(capacity: 1)
        table.initialize(to: ssh_channel_callbacks_struct())
        // The macro ssh_callbacks_init does this in C.
        table.pointee.size = MemoryLayout<ssh_channel_callbacks_struct>.size
        table.pointee.userdata = Unmanaged.passUnretained(self).toOpaque()
        table.pointee.channel_data_function = { _, _, data, count, isStandardError, events in
            guard isStandardError != 0, let data else { return 0 }
            ChannelEvents.from(events)?.standardError.append(UnsafeRawBufferPointer(start: data, count: Int(count)))
            return Int32(count)
        }
        table.pointee.channel_exit_status_function = { _, _, status, events in
            ChannelEvents.from(events)?.exit = .exited(UInt32(bitPattern: status))
        }
        table.pointee.channel_exit_signal_function = { _, _, signal, _, _, _, events in
            ChannelEvents.from(events)?.exit = .signalled(signal.map { String(cString: $0).printable } ?? "")
        }
        table.pointee.channel_close_function = { _, _, events in ChannelEvents.from(events)?.isClosed = true }
    }

    deinit { table.deallocate() }

    func attach(to channel: OpaquePointer) -> Bool { ssh_add_channel_callbacks(channel, table) == SSH_OK }

    /// Before the channel is freed: libssh 0.10 keeps a freed channel until the server has closed it too, and would go
    /// on calling back.
    func detach(from channel: OpaquePointer) { _ = ssh_remove_channel_callbacks(channel, table) }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> ChannelEvents? {
        pointer.map { Unmanaged<ChannelEvents>.fromOpaque($0).takeUnretainedValue() }
    }
}
