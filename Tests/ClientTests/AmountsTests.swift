import Testing

@testable import zpull_client

@Suite("Amounts as people read them")
struct AmountsTests {
    @Test(
        "bytes have a binary prefix and about three digits",
        arguments: [
            (0, "0 B"), (1, "1 B"), (999, "999 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"),
            (10 * 1024, "10.0 KiB"), (102_348, "99.9 KiB"), (102_399, "100 KiB"), (102_400, "100 KiB"),
            (102_861, "100 KiB"), (999 << 10, "999 KiB"), (1_023_487, "999 KiB"), (1_023_488, "1.0 MiB"),
            (1 << 20, "1.0 MiB"),
            (1 << 30, "1.0 GiB"), (1_395_864_371, "1.3 GiB"), (1 << 40, "1.0 TiB"), (1 << 50, "1.0 PiB"),
            (1 << 60, "1.0 EiB"), (.max, "16.0 EiB"),
        ] as [(UInt64, String)])
    func bytes(count: UInt64, expected: String) {
        #expect(Amounts.bytes(count) == expected)
    }

    @Test(
        "durations are in seconds, minutes or hours",
        arguments: [
            (.zero, "0.0 s"), (.milliseconds(4200), "4.2 s"), (.milliseconds(4249), "4.2 s"), (.seconds(59), "59.0 s"),
            (.seconds(60), "1:00 min"), (.seconds(187), "3:07 min"), (.seconds(3599), "59:59 min"),
            (.seconds(3600), "1:00:00 h"),
            (.seconds(7509), "2:05:09 h"), (.seconds(360_000), "100:00:00 h"),
        ] as [(Duration, String)])
    func durations(duration: Duration, expected: String) {
        #expect(Amounts.duration(duration) == expected)
    }

    @Test("counts have a plural")
    func counts() {
        #expect([0, 1, 2].map { Amounts.count($0, "snapshot") } == ["0 snapshots", "1 snapshot", "2 snapshots"])
    }
}
