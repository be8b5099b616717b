/// A POST as curl is told of it. Addresses, tokens and bodies are for its standard input, where no other user of the machine
/// sees them, as everyone does a command line.
struct WebRequest {
    let address: WebAddress
    let type: String
    let body: String
    /// Visible ASCII.
    var token: String?

    /// What no secret is in. `--disable`, which must be the first, keeps the user's own .curlrc out. A redirection is an
    /// error, since following it would drop the body or hand the token to someone else.
    static let arguments = [
        "--disable", "--silent", "--show-error", "--fail", "--globoff", "--location", "--max-redirs", "0",
        "--proto", "=https,http", "--connect-timeout", "10", "--max-time", "20", "--retry", "2", "--retry-max-time",
        "20", "--user-agent", "zpull-client/\(Release.version)", "--output", "/dev/null", "--config", "-",
    ]

    /// What curl reads with `--config -`, see curl(1).
    var configuration: String {
        let options =
            [
                ("url", address.text), ("header", "Content-Type: \(type)"), ("data-raw", body),
            ] + (token.map { [("header", "Authorization: Bearer \($0)")] } ?? [])
        return options.map { "\($0) = \(Self.quoted($1))\n" }.joined()
    }

    /// Text in quotation marks, within which curl knows a few escapes; a line of its configuration ends at a line feed.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": quoted += "\\\\"
            case "\"": quoted += "\\\""
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0B}": quoted += "\\v"
            // It would end the text for curl.
            case "\0": quoted += "?"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
