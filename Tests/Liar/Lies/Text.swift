/// Text that would steer a terminal or forge a line of a log, were it printed as it is.
enum HostileText {
    static let all: [(name: String, text: String)] = [
        ("a colour", "\u{1B}[31mred\u{1B}[0m"), ("a cleared screen", "\u{1B}[2J\u{1B}[H"),
        ("a window's title", "\u{1B}]0;owned\u{7}"), ("a key that is pressed", "\u{1B}[5n\u{1B}[6n"),
        ("carriage returns", "failed\rdone: nothing to do"), ("a forged line", "x\ndone: 3 snapshots received"),
        ("bells and backspaces", "\u{7}\u{7}\u{8}\u{8}\u{7F}"), ("controls of C1", "\u{9B}31m\u{90}q\u{9C}"),
        ("a reversed direction", "\u{202E}txt.exe\u{2066}"), ("separators of lines", "a\u{2028}b\u{2029}c\u{85}d"),
        ("NUL", "a\u{0}b"), ("a private character", "\u{E000}\u{F8FF}\u{FEFF}"),
    ]

    /// All of it at once.
    static let every = all.map(\.text).joined()
}
