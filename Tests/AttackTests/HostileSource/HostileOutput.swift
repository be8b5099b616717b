import System

@testable import TestSupport

/// What a program that was lied to must not print: anything that steers a terminal or forges a line.
enum HostileOutput {
    static func breaches(in program: FinishedProgram) -> [String] {
        var breaches: [String] = []
        if case .signalled(let signal) = program.ending { breaches.append("it ended by signal \(signal)") }
        for (name, text) in [("standard output", program.output), ("standard error", program.error)] {
            if let scalar = text.unicodeScalars.first(where: isHostile) {
                breaches.append(
                    "\(name) has U+\(String(scalar.value, radix: 16)): \(text.debugDescription.prefix(300))")
            }
        }
        // The liar's texts hold this behind the end of a line.
        if program.error.split(separator: "\n").contains(where: { $0.hasPrefix("done: 3") }) {
            breaches.append("a forged line")
        }
        return breaches
    }

    private static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar != "\n"
        case .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
        default: false
        }
    }
}
