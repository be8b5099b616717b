/// What the other side did against docs/protocol.md. The session ends with it: there is no way to go on.
package enum ProtocolViolation: Error, Equatable, CustomStringConvertible {
    /// The other side did not begin with the banner; what it sent instead (at most `Wire.noiseLimit` bytes).
    case notOurBanner([UInt8])
    /// The two sides share no version of the protocol.
    case noCommonVersion(theirs: ClosedRange<UInt16>)
    case unknownType(UInt8)
    case reservedBits(type: UInt8)
    case tooLong(type: UInt8, length: Int, limit: Int)
    /// A payload ends in the middle of a field.
    case truncated
    /// A string is not UTF-8.
    case notText
    /// A payload whose form is right but whose content cannot be.
    case malformed(MessageType, String)
    /// A message that is not allowed now: what came, and what was allowed.
    case outOfOrder(got: MessageType, request: UInt32, allowed: String)
    case tooManyRequests(limit: Int)

    package var description: String {
        switch self {
        case .notOurBanner(let noise):
            "the other side does not speak zpull; it began with \(Self.quoted(noise))"
        case .noCommonVersion(let theirs):
            "no common protocol version: the other side speaks \(theirs.lowerBound) to \(theirs.upperBound), this side "
                + "\(Wire.versions.lowerBound) to \(Wire.versions.upperBound); install the same release at both ends"
        case .unknownType(let code): "a frame of the unknown type \(code)"
        case .reservedBits(let type): "a frame of type \(type) with reserved bits set"
        case .tooLong(let type, let length, let limit):
            "a frame of type \(type) with \(length) bytes, where \(limit) is the most"
        case .truncated: "a message that ends in the middle of a field"
        case .notText: "a message with a string that is not UTF-8"
        case .malformed(let type, let what): "a malformed \(type) message: \(what)"
        case .outOfOrder(let got, let request, let allowed):
            "\(got) (request \(request)) out of order; allowed here: \(allowed)"
        case .tooManyRequests(let limit): "more than \(limit) requests open at once"
        }
    }

    /// Printable ASCII as it is, everything else as `\xNN`, so that noise from afar cannot steer a terminal.
    private static func quoted(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes.prefix(Wire.noiseLimit) {
            switch byte {
            case UInt8(ascii: "\n"): text += "\\n"
            case UInt8(ascii: "\\"): text += "\\\\"
            case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16)
                text += "\\x" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return "\"\(text)\""
    }
}
