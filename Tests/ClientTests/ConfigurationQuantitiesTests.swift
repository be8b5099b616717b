import Testing

@testable import zpull_client

/// How numbers, durations and sizes are refused.
struct ConfigurationQuantitiesTests {
    @Test("a number out of its bounds, or without its unit, is refused", arguments: quantities)
    func refused(slip: Slip) { #expect(refusal(of: slip.yaml) == slip.refusal) }
}

private let quantities: [Slip] = [
    Slip(
        "a duration without unit", source: "fresh_within: { warn: 26, critical: 50h }",
        #"c.yaml:3:27: "warn" takes a number with one of the units s, m, h, d and w, not the number 26; for "#
            + #"example  warn: 26h"#
    ),
    Slip(
        "a duration with a unit that is none", source: "fresh_within: { warn: 26h, critical: 2y }",
        #"c.yaml:3:42: "critical" takes a number with one of the units s, m, h, d and w, not "2y"; for example  "#
            + #"critical: 50h"#
    ),
    Slip(
        "half a day", source: "keep: { within: 1.5d }",
        #"c.yaml:3:21: "within" takes a number with one of the units s, m, h, d and w, not "1.5d"; for example  "#
            + #"within: 7d"#
    ),
    Slip("no time at all", source: "timeout: 0", #"c.yaml:3:14: "timeout": must be longer than nothing"#),
    Slip(
        "a time beyond all bounds", source: "timeout: 9999999999999",
        #"c.yaml:3:14: "timeout": is longer than a hundred years"#),
    Slip(
        "a number that does not fit", source: "timeout: 99999999999999999999s",
        #"c.yaml:3:14: "timeout" takes seconds, or a number with one of the units s, m and h, not "#
            + #""99999999999999999999s"; "#
            + "for example  timeout: 60s"),
    Slip(
        "a time below zero", source: "connect_timeout: -1",
        #"c.yaml:3:22: "connect_timeout" takes seconds, or a number with one of the units s, m and h, not the "#
            + #"number -1; "#
            + "for example  connect_timeout: 15s"),
    Slip(
        "a window that is too small", source: "window: 1023KiB",
        #"c.yaml:3:13: "window" takes a size of 1MiB to 32MiB, written with KiB, MiB or GiB, not "1023KiB"; for "#
            + #"example  window: 16MiB"#
    ),
    Slip(
        "a window that is too large", source: "window: 33MiB",
        #"c.yaml:3:13: "window" takes a size of 1MiB to 32MiB, written with KiB, MiB or GiB, not "33MiB"; for "#
            + #"example  window: 16MiB"#
    ),
    Slip(
        "a window without unit", source: "window: 16",
        #"c.yaml:3:13: "window" takes a size of 1MiB to 32MiB, written with KiB, MiB or GiB, not the number 16; "#
            + #"for example  window: 16MiB"#
    ),
    Slip(
        "a window that would overflow", source: "window: 9223372036854775807GiB",
        #"c.yaml:3:13: "window" takes a size of 1MiB to 32MiB, written with KiB, MiB or GiB, not "#
            + #""9223372036854775807GiB"; "#
            + "for example  window: 16MiB"),
    Slip(
        "no job", end: "jobs: 0",
        #"c.yaml:9:7: "jobs" takes a number from 1 to 64, not the number 0; for example  jobs: 2"#),
    Slip(
        "too many jobs", end: "jobs: 65",
        #"c.yaml:9:7: "jobs" takes a number from 1 to 64, not the number 65; for example  jobs: 2"#),
]
