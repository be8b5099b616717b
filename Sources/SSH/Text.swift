extension String {
    /// With everything but printable ASCII turned into `?`: for what a server says, which must not steer a terminal.
    var printable: String {
        String(decoding: utf8.map { (0x20...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}

extension Duration {
    /// `20 s`, `300 ms`
    var inWords: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
    }
}
