/// A story on real OpenZFS: given, when, then.
struct Scenario: Sendable {
    let title: String
    let tell: @Sendable (Lab) throws -> Void

    init(_ title: String, _ tell: @escaping @Sendable (Lab) throws -> Void) {
        self.title = title
        self.tell = tell
    }
}
