import Testing

/// Somebody who has the key and speaks to the source with it. Files beside this one add their attacks.
@Suite("A hostile client", .client)
struct HostileClient {
    @Test("an attempt counts once, however often it is made")
    func counting() {
        let campaign = Campaign("a rehearsal", atLeast: 0)
        for _ in 0..<2 { campaign.note("knocking", "once") }
        #expect(campaign.attempts == 1)
    }
}
