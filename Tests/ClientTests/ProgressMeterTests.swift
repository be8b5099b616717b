import System
import Testing

@testable import zpull_client

@Suite("The progress line")
struct ProgressMeterTests {
    private let start = Monotonic(nanoseconds: 5_000_000_000)

    private func meter(of estimate: UInt64) -> ProgressMeter {
        var meter = ProgressMeter(datasets: 12, estimate: estimate, at: start)
        (meter.finished, meter.current) = (2, "tank/data@monday")
        return meter
    }

    @Test("shows dataset, bytes of the estimate, percent, rate and time left")
    func line() {
        var meter = meter(of: 400 << 20)
        meter.add(100 << 20, at: start + .seconds(2))
        #expect(
            meter.line(source: "web1", width: 200, at: start + .seconds(2))
                == "web1  3/12  100 MiB of ~400 MiB  25 %  50.0 MiB/s  ETA 0:06  tank/data@monday")
    }

    @Test("of several sources stand below each other, no more of them than the terminal can draw anew")
    func several() {
        let progress = (1...4).map { (source: "web\($0)", meter: meter(of: 1 << 30)) }
        func lines(_ rows: Int) -> [String] {
            Console.lines(progress, on: TerminalSize(columns: 80, rows: rows), at: start)
        }
        #expect(lines(5).map { String($0.prefix(5)) } == ["web1 ", "web2 ", "web3 ", "web4 "])
        #expect(lines(4).map { String($0.prefix(5)) } == ["web1 ", "web2 ", "… and"])
        #expect(lines(4).last == "… and 2 sources more")
        #expect(lines(1) == ["… and 4 sources more"])
    }

    @Test("at its beginning has neither rate nor time left")
    func beginning() {
        #expect(
            meter(of: 1 << 30).line(source: "web1", width: 200, at: start)
                == "web1  3/12  0 B of ~1.0 GiB  0 %  0 B/s  tank/data@monday")
    }

    @Test("without an estimate shows what came")
    func noEstimate() {
        var meter = meter(of: 0)
        meter.add(2048, at: start + .seconds(1))
        #expect(
            meter.line(source: "web1", width: 200, at: start + .seconds(1))
                == "web1  3/12  2.0 KiB of ~2.0 KiB  2.0 KiB/s  tank/data@monday")
    }

    @Test("beyond its estimate says 100 % and no time")
    func beyond() {
        var meter = meter(of: 1024)
        meter.add(4096, at: start + .seconds(1))
        #expect(
            meter.line(source: "web1", width: 200, at: start + .seconds(1))
                == "web1  3/12  4.0 KiB of ~4.0 KiB  100 %  4.0 KiB/s  tank/data@monday")
    }

    @Test("is cut so that the terminal does not wrap it", arguments: [0, 1, 2, 20, 80])
    func width(width: Int) {
        let line = meter(of: 1 << 30).line(source: "web1", width: width, at: start)
        #expect(line.count <= max(1, width - 1))
        #expect(meter(of: 1 << 30).line(source: "web1", width: 200, at: start).hasPrefix(line))
    }

    @Test("counts datasets up to the last one")
    func datasets() {
        var meter = meter(of: 0)
        for (finished, shown) in [(0, "  1/12  "), (11, "  12/12  "), (12, "  12/12  ")] {
            meter.finished = finished
            #expect(meter.line(source: "web1", width: 200, at: start).contains(shown))
        }
    }

    @Test("shows a rate that follows the last seconds and does not jump")
    func rate() {
        var meter = meter(of: 1 << 40)
        for second in 1...10 as ClosedRange<Int64> { meter.add(1 << 20, at: start + .seconds(second)) }
        #expect(meter.bytesPerSecond(at: start + .seconds(10)) == 1_048_576)
        meter.add(11 << 20, at: start + .seconds(11))
        #expect(meter.bytesPerSecond(at: start + .seconds(11)) == 5_242_880)
        #expect(meter.bytes == 21 << 20)
    }

    @Test("small pieces within a second are one measurement")
    func pieces() {
        var meter = meter(of: 1 << 40)
        for tenth in 1...20 as ClosedRange<Int64> { meter.add(100_000, at: start + .milliseconds(tenth * 100)) }
        #expect(meter.bytesPerSecond(at: start + .seconds(2)) == 1_000_000)
    }

    @Test("takes no time left from a first stream that is too small to tell, unless it lasts")
    func telling() {
        var meter = meter(of: 1 << 30)
        meter.add(1000, at: start + .seconds(2))
        #expect(meter.remaining(at: start + .seconds(2)) == nil)
        meter.add(1000, at: start + .seconds(5))
        #expect(meter.remaining(at: start + .seconds(5)) != nil)
    }

    @Test("tells no time left at no rate or beyond the estimate, and a year at most")
    func remaining() {
        var meter = meter(of: .max)
        #expect(meter.remaining(at: start + .seconds(1)) == nil)
        meter.add(1 << 20, at: start + .seconds(1))
        #expect(meter.remaining(at: start + .seconds(1)) == .seconds(30_000_000))
        var exact = self.meter(of: 3 << 20)
        exact.add(1 << 20, at: start + .seconds(1))
        #expect(exact.remaining(at: start + .seconds(1)) == .seconds(2))
        exact.add(2 << 20, at: start + .seconds(2))
        #expect(exact.remaining(at: start + .seconds(2)) == nil)
    }
}
