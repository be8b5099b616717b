import Foundation

extension JSONEncoder {
    /// One line with sorted keys: what programs keep or send, where `Output.print(json:)` is for whoever looks.
    static var oneLine: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
