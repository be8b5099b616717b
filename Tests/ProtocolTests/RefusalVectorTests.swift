import Testing

@testable import Protocol

@Suite("Whatever Vectors/refused.txt holds")
struct RefusalVectorTests {
    @Test("is refused, in one piece and byte by byte", arguments: Vector.refused)
    func refused(vector: Vector) throws {
        let state = vector["state"].split(separator: " ").map(String.init)
        let machine: any Reading
        if state[0] == "server" {
            machine = try #require(ServerState(rawValue: state[1])).machine()
        } else {
            machine = try #require(ClientState(rawValue: state[1])).machine()
        }
        #expect(machine.violation(of: vector.bytes)?.description == vector["violation"])
        // How much of the noise is at hand when it is recognised depends on the pieces.
        guard state[1] != "banner" else { return }
        #expect(machine.violation(of: vector.bytes, inPiecesOf: 1)?.description == vector["violation"])
        #expect(machine.violation(of: vector.bytes.dropLast()) == nil, "refused before it could be known")
    }

    @Test("covers each length beyond each type's limit, and the header alone is refused")
    func lengths() {
        for type in MessageType.allCases {
            for length in [type.limit + 1, Int(UInt32.max)] {
                let vector = Vector.refused.first { $0.description == "\(type) of \(length) bytes".uppercasedType }
                #expect(vector?.bytes.count == Wire.headerLength, "\(type) of \(length) bytes")
            }
        }
    }
}

extension String {
    /// `list of 1 bytes` → `LIST of 1 bytes`
    fileprivate var uppercasedType: String {
        let words = split(separator: " ", maxSplits: 1)
        return words[0].uppercased() + " " + words[1]
    }
}
