import Protocol

extension Lie {
    /// What would fill a memory that has no bound.
    static let endless: [Lie] =
        everywhere(.endless, "128 MiB of frames to be skipped, and on with the truth") { frame, mouth in
            var skipped = Frame(200, [UInt8](repeating: 0x1B, count: 64 << 10))
            skipped.flags = 1
            for _ in 0..<2048 { try mouth.say(skipped) }
            try mouth.say(frame)
        }
        + everywhere(.endless, "PONGs without end") { _, mouth in
            while true { try mouth.say(Frame(.pong, UInt64(0).bytes)) }
        }
        + [
            aboutFrame(.endless, "a list without end, of snapshots", at: .page) { frame, mouth in
                try mouth.say(frame)
                var number: UInt64 = 1 << 32
                while true {
                    let rows: [Row] = (0..<2000).map { index in
                        .snapshot("s\(number + index)", guid: number + index, place: number + index)
                    }
                    try mouth.say(Frame(.page, request: frame.request, rows.flatMap(\.bytes)))
                    number += 2000
                }
            },
            aboutFrame(.endless, "a list without end, of datasets with the longest names", at: .page) { frame, mouth in
                try mouth.say(frame)
                var number = 1 << 32
                let tail = String(repeating: "n", count: 235)
                while true {
                    let rows: [Row] = (0..<900).map { .dataset("z\(number + $0)\(tail)") }
                    try mouth.say(Frame(.page, request: frame.request, rows.flatMap(\.bytes)))
                    number += 900
                }
            },
            aboutFrame(.endless, "a stream without end", at: .stream) { frame, mouth in
                let noise = Frame(.data, request: frame.request, [UInt8](repeating: 0x1B, count: 1 << 20))
                for _ in 0..<512 { try mouth.say(noise) }
                throw mouth.leave()
            },
        ]
}
