/// Something that reads what a stranger wrote, and what must hold whatever that is.
struct FuzzTarget: Sendable {
    /// As on the command line; the corpus and the regressions are in folders of this name.
    let name: String
    /// What fuzzing starts from: real and right inputs.
    let seeds: @Sendable () throws -> [[UInt8]]
    /// Words that are hard to find by chance.
    var words: [String] = []
    /// Reads one input, and stops the program when something does not hold.
    let run: @Sendable ([UInt8]) -> Void

    static let all: [FuzzTarget] = [
        .frames, .messages, .server, .client, .names, .listing, .stream, .token, .inflate, .configuration,
        .authorizedKeys,
    ]

    /// What `ZPULL_FUZZ_TARGET` names.
    static func named(_ name: String) -> FuzzTarget? { (all + [.planted]).first { $0.name == name } }
}

/// Stops the program, so that the fuzzer keeps the input, unless `holds`. `law` says what should have held.
func require(_ holds: Bool, _ law: @autoclosure () -> String) {
    if !holds { fatalError(law()) }
}

extension [UInt8] {
    /// The bytes in pieces of 1 to 32, whose sizes they choose themselves: long ones where there are zeros, the commonest.
    var pieces: [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var rest = self[...]
        while let first = rest.first {
            let piece = rest.prefix(32 - Int(first & 31))
            pieces.append(piece)
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
