import Synchronization

/// Hands out the whole numbers from zero, each once, to whatever thread asks.
package final class Counter: Sendable {
    private let next = Atomic<Int>(0)

    package init() {}

    package func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}
