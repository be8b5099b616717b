/// Why something is not restored, and what mends it.
struct RestoreRefusal: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
