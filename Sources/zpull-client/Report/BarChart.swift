import System

/// Bars over time, as SVG without script. A step in which a run failed is red, and has a cross above it.
struct BarChart {
    let title: String
    let buckets: RunBuckets
    let value: (RunBuckets.Bucket) -> Double
    let text: (Double) -> String

    private static let width = 320.0
    private static let height = 78.0
    /// Where the bars end and the dates begin, and what is above them for the label and the crosses.
    private static let floor = 62.0
    private static let top = 14.0

    private var highest: Double { buckets.buckets.compactMap { $0.map(value) }.max() ?? 0 }

    var html: HTML {
        let slot = Self.width / Double(max(buckets.buckets.count, 1))
        let bars = buckets.buckets.enumerated().compactMap { index, bucket in bucket.map { bar($0, index, slot) } }
        return """
            <figure><figcaption>\(title), a bar for \(Amounts.age(buckets.step)); at most \(text(highest))</figcaption>
            <svg viewBox="0 0 \(Self.number(Self.width)) \(Self.number(Self.height))" role="img" \
            aria-label="\(title) over time: at most \(text(highest))">
            <path class="axis" d="M0 \(Self.number(Self.floor + 0.5))H\(Self.number(Self.width))"/>
            \(bars)<text x="0" y="\(Self.number(Self.height - 4))">\(Self.day(buckets.start))</text>\
            <text x="\(Self.number(Self.width))" y="\(Self.number(Self.height - 4))" text-anchor="end">now</text>
            </svg></figure>

            """
    }

    private func bar(_ bucket: RunBuckets.Bucket, _ index: Int, _ slot: Double) -> HTML {
        // What is little is still seen, and so is a run that had nothing to do.
        let height = highest > 0 ? max(1, value(bucket) / highest * (Self.floor - Self.top)) : 1
        let (left, width) = (Double(index) * slot, min(max(slot * 0.8, 0.8), 14))
        let label =
            "\(LocalTime.text(buckets.time(of: index))): \(text(value(bucket))), \(Amounts.count(bucket.runs, "run"))"
        let failed = bucket.failed == 0 ? "" : ", \(bucket.failed) failed"
        let (middle, cross) = (left + width / 2, Self.floor - height - 5)
        let mark: HTML =
            bucket.failed == 0
            ? ""
            : """
            <path class="cross" d="M\(Self.number(middle - 2.5)) \(Self.number(cross - 2.5))l5 5m0-5l-5 5"/>
            """
        return """
            <g><title>\(label)\(failed)</title><rect class="bar\(bucket.failed == 0 ? "" : " bad")" \
            x="\(Self.number(left))" y="\(Self.number(Self.floor - height))" width="\(Self.number(width))" \
            height="\(Self.number(height))"/>\(mark)</g>

            """
    }

    /// With a tenth at most.
    private static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(Double(tenths) / 10)"
    }

    private static func day(_ time: UInt64) -> String { String(LocalTime.text(time).prefix { $0 != "T" }) }
}
