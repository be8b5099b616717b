import System

extension HistoryFile {
    /// What the history of a configuration has, oldest first.
    ///
    /// - Parameter skipsSuccesses: as for `read`.
    static func events(
        in configuration: Configuration, skipsSuccesses: Bool = false
    ) throws(HistoryUnreadable) -> [HistoryEvent] {
        do {
            return try HistoryFile(in: StateFolder(path: configuration.state)).read(skipsSuccesses: skipsSuccesses)
                .events
        } catch { throw HistoryUnreadable(error: error) }
    }
}

/// The history is there, and this user may not read it, or it is none.
struct HistoryUnreadable: Error, CustomStringConvertible {
    let error: SystemError

    var description: String {
        "cannot read the history: \(error); run as the receiving user, or as one in the group of the state folder"
    }
}
