import Testing

@testable import zpull_serve

@Suite("The limit of sessions")
struct SessionLimitTests {
    private let limit = SessionLimit(limit: 3)

    @Test("serves while there is a place for all, whoever came first", arguments: [(0, 0), (2, 0), (0, 2), (1, 1)])
    func room(earlier: Int, later: Int) {
        #expect(limit.answer(SessionCount(earlier: earlier, later: later)) == .served)
    }

    @Test("refuses who comes after as many as may", arguments: [(3, 0), (4, 0), (3, 9)])
    func full(earlier: Int, later: Int) {
        #expect(limit.answer(SessionCount(earlier: earlier, later: later)) == .refused)
    }

    @Test("lets those that came first wait until the others have been refused", arguments: [(2, 1), (0, 3), (0, 100)])
    func contested(earlier: Int, later: Int) {
        #expect(limit.answer(SessionCount(earlier: earlier, later: later)) == .contested)
    }
}
