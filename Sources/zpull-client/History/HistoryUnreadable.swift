import System

/// The history is there, and this user may not read it, or it is none.
struct HistoryUnreadable: Error, CustomStringConvertible {
    let error: SystemError

    var description: String {
        "cannot read the history: \(error); run as the receiving user, or as one in the group of the state folder"
    }
}
