import Testing

/// One change to a configuration that is right, and what it is refused with.
struct Slip: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let yaml: String
    let refusal: String

    /// `wrong` in place of `right`, in `plainYAML` unless another is named.
    init(_ title: String, _ right: String, _ wrong: String, in yaml: String = plainYAML, _ refusal: String) {
        precondition(yaml.contains(right), "\(right) stands nowhere, so that this row would test nothing")
        testDescription = title
        self.yaml = yaml.replacing(right, with: wrong)
        self.refusal = refusal
    }

    /// `line` added to `plainYAML`'s source, at line 3.
    init(_ title: String, source line: String, in yaml: String = plainYAML, _ refusal: String) {
        self.init(title, "    host:", "    \(line)\n    host:", in: yaml, refusal)
    }

    /// `line` added to `plainYAML`'s dataset, at line 8.
    init(_ title: String, dataset line: String, in yaml: String = plainYAML, _ refusal: String) {
        self.init(title, "        local:", "        \(line)\n        local:", in: yaml, refusal)
    }

    /// `line` added at the end of `plainYAML`, line 9.
    init(_ title: String, end line: String, _ refusal: String) {
        testDescription = title
        yaml = plainYAML + line + "\n"
        self.refusal = refusal
    }
}
