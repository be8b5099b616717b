extension Unicode.Scalar {
    /// Whether the scalar shows itself and nothing else: no control character, no override of the writing direction.
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}

extension String {
    /// Whether the text can be shown to a person as it is.
    package var isPrintable: Bool { unicodeScalars.allSatisfy(\.isPrintable) }

    /// The text with each character that could steer a terminal or forge a log line turned into `?`.
    package func replacingControlCharacters() -> String {
        if isPrintable { return self }
        var text = ""
        for scalar in unicodeScalars { text.unicodeScalars.append(scalar.isPrintable ? scalar : "?") }
        return text
    }
}
