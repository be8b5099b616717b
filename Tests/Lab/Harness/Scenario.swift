import ZFS

/// A story on real OpenZFS: given, when, then.
struct Scenario: Sendable {
    let title: String
    /// On an older OpenZFS it is passed over.
    let needs: OpenZFSVersion?
    /// Whether it changes what all others see, as the clock: such run after them, one at a time.
    let isAlone: Bool
    let tell: @Sendable (Lab) throws -> Void

    init(
        _ title: String, needs: OpenZFSVersion? = nil, alone isAlone: Bool = false,
        _ tell: @escaping @Sendable (Lab) throws -> Void
    ) {
        self.title = title
        self.needs = needs
        self.isAlone = isAlone
        self.tell = tell
    }

    /// Whether this machine's OpenZFS has what the scenario is about.
    var applies: Bool { needs.map { $0 <= Machine.version } ?? true }
}
