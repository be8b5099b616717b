/// A source as the configuration file has it.
struct SourceText {
    var name = "web1"
    var host = "127.0.0.1"
    var port: UInt16
    var user: String
    var identity: String
    /// The line that pins the host key, or names a file with it.
    var hostKey: String
    var datasets = ["{ remote: tank/data, local: backup/data }"]
    /// Further lines.
    var more: [String] = []

    /// Only for `host: local`.
    var serve: String?

    var text: String {
        var lines = ["name: \(name)", "host: \(serve == nil ? host : "local")"]
        if let serve {
            lines.append("serve: \(serve)")
        } else {
            lines += ["port: \(port)", "user: \(user)", "identity: \(identity)", hostKey]
        }
        lines += more + ["datasets:"] + datasets.map { "  - \($0)" }
        return "  - " + lines.joined(separator: "\n    ")
    }
}
