import CZlib
import Encoding

@testable import TestSupport
@testable import ZFS

extension FuzzTarget {
    /// Two bytes of a limit, and Deflate's blocks, which zlib itself expands too.
    static let inflate = FuzzTarget(
        name: "inflate",
        seeds: {
            let texts = try Fixtures.files(in: "ZFSTests/Fixtures/tokens", endingIn: ".token")
            let streams = texts.compactMap { text in
                text.split(separator: UInt8(ascii: "-")).last.flatMap { Hex.bytes($0.prefix { $0 != 10 }) }
            }
            return (streams + [Forge.bomb(copies: 40)]).map { [16, 0] + $0.dropFirst(2).dropLast(4) }
        }
    ) { bytes in
        guard bytes.count > 2 else { return }
        let limit = Int(bytes[0]) << 8 | Int(bytes[1])
        let blocks = Array(bytes.dropFirst(2))
        let expected = Zlib.expand(blocks)
        let header: [UInt8] = [0x78, 0x01]
        do throws(InflateError) {
            guard let expected else {
                _ = try Inflate.zlib(header + blocks, limit: limit)
                return require(false, "what zlib does not expand is refused")
            }
            var stream = header + blocks.prefix(expected.taken)
            stream.append(number: Inflate.adler32(expected.bytes), order: .big)
            require(try Inflate.zlib(stream, limit: limit) == expected.bytes, "what zlib expands is expanded alike")
            require(expected.bytes.count <= limit, "no more is expanded than may be")
        } catch {
            if let expected {
                require(error == .limit(limit) && expected.bytes.count > limit, "nothing but the limit stops it")
            }
        }
    }
}

/// The library zlib, whose word counts.
private enum Zlib {
    /// Expands raw Deflate; `nil` when it is none, or ends early.
    static func expand(_ input: [UInt8]) -> (bytes: [UInt8], taken: Int)? {
        var stream = z_stream()
        // 15 bits of window; the minus means that there is no header.
        guard inflateInit2_(&stream, -15, zlibVersion(), CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
            fatalError("zlib does not begin")
        }
        defer { inflateEnd(&stream) }
        var input = input
        var output: [UInt8] = []
        return input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while true {
                var (status, made) = (Z_OK, 0)
                let room = [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = 8192
                    status = CZlib.inflate(&stream, Z_NO_FLUSH)
                    made = 8192 - Int(stream.avail_out)
                    count = made
                }
                output += room
                if status == Z_STREAM_END { return (output, input.count - Int(stream.avail_in)) }
                guard status == Z_OK, made > 0 else { return nil }
            }
        }
    }
}
