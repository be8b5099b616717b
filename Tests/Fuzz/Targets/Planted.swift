import ZFS

@testable import Protocol

extension FuzzTarget {
    /// A mistake made on purpose: a client may confirm no dataset. To find it without a seed, the fuzzer has to build a
    /// frame of the right type and length, with a name and a guid in it, guided by the code that it watches.
    static let planted = FuzzTarget(name: "planted", seeds: { [] }) { bytes in
        var decoder = FrameDecoder()
        var input = bytes[...]
        while let piece = try? decoder.next(from: &input) {
            guard case .message(_, .confirm, let payload) = piece else { continue }
            require((try? Confirmation(payload: payload)) == nil, "the planted mistake")
        }
    }
}
