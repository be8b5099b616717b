import System

/// What people have been told, in the state folder: `told.json`, of which nothing is lost but that things are told twice.
struct ToldFile: Sendable {
    private let state: StateFolder
    private let path: String

    init(in state: StateFolder) {
        self.state = state
        path = "\(state.path)/told.json"
    }

    /// Nothing when there is no file, or none that can be understood.
    func read() -> Told { (try? state.read(Told.self, from: path)) ?? Told() }

    /// Replaces it as a whole.
    func write(_ told: Told) throws(SystemError) { try state.write(told, to: path) }
}
