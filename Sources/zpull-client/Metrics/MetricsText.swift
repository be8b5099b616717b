/// Samples in Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/
struct MetricsText {
    private var lines: [Metric: [String]] = [:]

    mutating func add(_ metric: Metric, _ value: Double, _ labels: KeyValuePairs<String, String> = [:]) {
        let pairs = labels.map { "\($0)=\"\(Self.escaped($1))\"" }
        let set = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
        lines[metric, default: []].append("\(metric.name)\(set) \(Self.text(value))")
    }

    mutating func add(_ metric: Metric, _ value: UInt64?, _ labels: KeyValuePairs<String, String>) {
        if let value { add(metric, Double(value), labels) }
    }

    mutating func add(_ metric: Metric, _ value: Bool, _ labels: KeyValuePairs<String, String>) {
        add(metric, value ? 1 : 0, labels)
    }

    /// Each metric with its samples together, as the format demands; those without any are left out.
    var text: String {
        Metric.allCases.compactMap { metric in
            lines[metric].map {
                (["# HELP \(metric.name) \(metric.help)", "# TYPE \(metric.name) gauge"] + $0).map { $0 + "\n" }
                    .joined()
            }
        }.joined()
    }

    /// Whole numbers without a fraction, as long as a double has them exactly.
    private static func text(_ value: Double) -> String {
        UInt64(exactly: value).map { $0 < 1 << 53 ? "\($0)" : "\(value)" } ?? "\(value)"
    }

    private static func escaped(_ label: String) -> String {
        label.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
