/// The constants of the wire, as docs/protocol.md gives them.
package enum Wire {
    /// The line with which each side begins, the server first.
    package static let banner = Array("ZPULL 1\n".utf8)
    /// The versions of the protocol that this code speaks.
    package static let versions: ClosedRange<UInt16> = 1...1
    /// Bytes in a frame's header.
    package static let headerLength = 12
    /// The most bytes of noise that are kept to be shown when the other side does not begin with the banner.
    package static let noiseLimit = 1024
    /// The most snapshots that one SEND may name. A longer chain takes several.
    package static let chainLimit = 4096
    /// The most requests that a client may have open at once.
    package static let openRequestLimit = 16
    /// The most rows in the pages of one list, so that no source can fill the memory of the backup host.
    package static let rowLimit: UInt64 = 1 << 20
    /// The most bytes in a name of HELLO.
    package static let nameLimit = 255
    /// The most bytes in the text of an ERROR.
    package static let errorTextLimit = 1024
}

/// What a frame carries.
package enum MessageType: UInt8, CaseIterable, Sendable {
    case hello = 1
    case list = 2
    case page = 3
    case end = 4
    case send = 5
    case resume = 6
    case start = 7
    case data = 8
    case error = 9
    case confirm = 10
    case cancel = 11
    case ping = 12
    case pong = 13

    /// The payload's greatest length in bytes, checked before anything is allocated.
    package var limit: Int {
        switch self {
        case .hello, .send, .resume: 64 << 10
        case .page: 256 << 10
        case .data: 1 << 20
        case .confirm, .error: 2 << 10
        case .start: 32
        case .end, .ping, .pong: 8
        case .list, .cancel: 0
        }
    }

    /// The limit of a frame that is skipped because its type is unknown.
    package static let unknownLimit = 64 << 10
}
