/// A story on real OpenZFS: given, when, then.
struct Scenario: Sendable {
    let title: String
    /// Whether it changes what all others see, as the clock: such run after them, one at a time.
    let isAlone: Bool
    let tell: @Sendable (Lab) throws -> Void

    init(_ title: String, alone isAlone: Bool = false, _ tell: @escaping @Sendable (Lab) throws -> Void) {
        self.title = title
        self.isAlone = isAlone
        self.tell = tell
    }
}
