import CLinux
import System

// For what has no event of its own to wait for: it is looked at every 10 ms.

/// Waits for what a condition gives; throws `Unmet` after `time`.
@discardableResult
func eventually<Value>(
    _ what: String, within time: Duration = .seconds(30), _ condition: () throws -> Value?
) throws -> Value {
    var found: Value?
    let isThere = try comesTrue(within: time) {
        found = try condition()
        return found != nil
    }
    guard isThere, let found else { throw Unmet("\(what): not within \(time)") }
    return found
}

/// Waits until a condition holds, for at most `time`. Whether it does.
func comesTrue(within time: Duration, _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = Monotonic.now + time
    while try !condition() {
        if deadline.hasPassed { return false }
        usleep(10_000)
    }
    return true
}
