extension Kind<Duration> {
    /// A number and a unit: `26h`.
    static func duration(example: String) -> Kind {
        word("a number with one of the units s, m, h, d and w", example: example) { text throws(Refusal) in
            let (number, unit) = text.splitQuantity
            guard let number, let length = secondsPerUnit[unit] else { throw .unfit }
            return try duration(number, times: length)
        }
    }

    /// As `duration`, or a bare number of seconds.
    static func timeout(example: String) -> Kind {
        word("seconds, or a number with one of the units s, m and h", example: example) { text throws(Refusal) in
            let (number, unit) = text.splitQuantity
            guard let number, let length = unit.isEmpty ? 1 : secondsPerUnit[unit] else { throw .unfit }
            return try duration(number, times: length)
        }
    }

    private static let secondsPerUnit = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    /// A hundred years: far from where any sum of times overflows.
    private static let longest = 100 * 366 * 86_400

    private static func duration(_ number: Int, times length: Int) throws(Refusal) -> Duration {
        if number == 0 { throw .because("must be longer than nothing") }
        if number > longest / length { throw .because("is longer than a hundred years") }
        return .seconds(number * length)
    }
}

extension Kind<Int> {
    /// A count of bytes: a number and a unit. `K`, `M` and `G` are powers of 1024 here, as they are for zfs.
    static func size(in range: ClosedRange<Int>, _ words: String, example: String) -> Kind {
        word("a size of \(words), written with KiB, MiB or GiB", example: example) { text throws(Refusal) in
            let (number, unit) = text.splitQuantity
            guard let number, let size = bytesPerUnit[unit], number <= range.upperBound / size,
                range.contains(number * size)
            else { throw .unfit }
            return number * size
        }
    }

    private static let bytesPerUnit = [
        "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30,
    ]
}

extension String {
    /// The decimal number that this begins with, `nil` when there is none or it is far too large, and what follows.
    fileprivate var splitQuantity: (number: Int?, unit: String) {
        let digits = prefix { ("0"..."9").contains($0) }
        return (Int(digits), String(dropFirst(digits.count)))
    }
}
