import ZFS

/// A story on real OpenZFS: given, when, then.
struct Scenario: Sendable {
    let title: String
    /// On an older OpenZFS it is passed over.
    let needs: OpenZFSVersion?
    let tell: @Sendable (Lab) throws -> Void

    init(_ title: String, needs: OpenZFSVersion? = nil, _ tell: @escaping @Sendable (Lab) throws -> Void) {
        self.title = title
        self.needs = needs
        self.tell = tell
    }

    /// Whether this machine's OpenZFS has what the scenario is about.
    var applies: Bool { needs.map { $0 <= Machine.version } ?? true }
}
