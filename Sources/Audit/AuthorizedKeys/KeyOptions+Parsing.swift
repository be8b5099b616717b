import Encoding

extension KeyOptions {
    /// Reads options as sshauthopt_parse in OpenSSH's auth-options.c does. One that it does not know drops the line.
    ///
    /// - Parameter text: from the first option on; it ends at the first blank outside quotes.
    init(parsing text: ArraySlice<UInt8>) throws(DroppedLine) {
        self.init()
        var text = OptionText(text)
        while text.next != nil {
            if !flag(&text) { try option(&text) }
            guard text.next != nil else { return }
            guard text.skipComma() else { throw DroppedLine("it has an option that sshd does not know") }
            if text.isAtEnd { throw DroppedLine("its options end with a comma") }
        }
    }

    /// Takes an option without a value. The order counts where one name begins like another.
    private mutating func flag(_ text: inout OptionText) -> Bool {
        if text.flag("restrict", negatable: false) != nil {
            isRestricted = true
            (allowsPortForwarding, allowsAgentForwarding, allowsX11Forwarding) = (false, false, false)
            (allowsPTY, allowsUserRC) = (false, false)
        } else if text.flag("cert-authority", negatable: false) != nil {
            isCertAuthority = true
        } else if let isOn = text.flag("port-forwarding") {
            allowsPortForwarding = isOn
        } else if let isOn = text.flag("agent-forwarding") {
            allowsAgentForwarding = isOn
        } else if let isOn = text.flag("x11-forwarding") {
            allowsX11Forwarding = isOn
        } else if let isOn = text.flag("touch-required") {
            needsTouch = isOn
        } else if let isOn = text.flag("verify-required") {
            needsVerification = isOn
        } else if let isOn = text.flag("pty") {
            allowsPTY = isOn
        } else if let isOn = text.flag("user-rc") {
            allowsUserRC = isOn
        } else {
            return false
        }
        return true
    }

    /// Takes an option with a value; leaves what is none to the caller.
    private mutating func option(_ text: inout OptionText) throws(DroppedLine) {
        if text.option("command") {
            command = try only(&text, command == nil, "command")
        } else if text.option("principals") {
            principals = try only(&text, principals == nil, "principals")
        } else if text.option("from") {
            from = AddressPatterns(try only(&text, from == nil, "from"))
        } else if text.option("expiry-time") {
            guard let time = AbsoluteTime.parse(try text.quoted()) else {
                throw DroppedLine("its expiry-time is no time that sshd reads")
            }
            expiry = min(time, expiry ?? time)
        } else if text.option("environment") {
            try setVariable(try text.quoted())
        } else if text.option("permitopen") {
            permitOpen.append(try Self.target(try text.quoted(), "permitopen"))
        } else if text.option("permitlisten") {
            let value = try text.quoted()
            permitListen.append(try Self.target(value.contains(":") ? value : "*:" + value, "permitlisten"))
        } else if text.option("tunnel") {
            let value = try text.quoted()
            guard value.lowercased() == "any" || Number.parse(value, in: 0...0x7FFF_FFFD) != nil else {
                throw DroppedLine("its tunnel is no device")
            }
            tunnel = value
        }
    }

    private func only(_ text: inout OptionText, _ isFirst: Bool, _ name: String) throws(DroppedLine) -> String {
        guard isFirst else { throw DroppedLine("it has \(name)= twice") }
        return try text.quoted()
    }

    private mutating func setVariable(_ text: String) throws(DroppedLine) {
        guard let sign = text.firstIndex(of: "=") else { throw DroppedLine("its environment= sets nothing") }
        let name = String(text[..<sign])
        guard !name.isEmpty, name.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "_") }) else {
            throw DroppedLine("its environment= has a bad name")
        }
        guard !environment.contains(where: { $0.name == name }) else { return }
        environment.append(EnvironmentVariable(name: name, value: String(text[text.index(after: sign)...])))
    }

    private static func target(_ text: String, _ option: String) throws(DroppedLine) -> ForwardTarget {
        guard let target = ForwardTarget(text) else { throw DroppedLine("its \(option) is not host:port") }
        return target
    }
}

/// Numbers as OpenSSH's strtonum reads them.
enum Number {
    static func parse(_ text: some StringProtocol, in range: ClosedRange<Int>) -> Int? {
        let digits = text.utf8.drop { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self)).flatMap { range.contains($0) ? $0 : nil }
    }
}
