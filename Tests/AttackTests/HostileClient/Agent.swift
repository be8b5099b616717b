import Foundation
import System

@testable import TestSupport

/// An agent without keys.
final class Agent {
    let path: String
    private let program: RunningProgram

    init(at path: String) throws {
        self.path = path
        program = try RunningProgram("/usr/bin/ssh-agent", ["-D", "-a", path], files: path)
        while access(path, F_OK) != 0 {
            if try program.hasEnded(within: .milliseconds(5)) { throw Trouble("no agent: \(try program.wait().error)") }
        }
    }

    deinit { program.signal(SIGTERM) }
}
