import Encoding
import System

/// A public key as authorized_keys has it. Two are equal when sshd takes them for the same key.
package struct PublicKey: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case rsa, dsa, ed25519, securityKeyEd25519, securityKeyECDSA
        /// By the size of its curve.
        case ecdsa(Int)
    }

    package let kind: Kind
    private let fields: [[UInt8]]

    /// Reads a type and a blob as sshkey_read in OpenSSH's sshkey.c does; `nil` where sshd finds no key, and for the types
    /// of certificates, which match nothing in authorized_keys. That a point lies on its curve is not checked.
    init?(type: ArraySlice<UInt8>, blob text: ArraySlice<UInt8>) {
        guard let kind = Kind(line: String(decoding: type, as: UTF8.self)) else { return nil }
        // b64_pton(3) passes over white space, so over the end of the line, and wants all of the padding.
        let base64 = text.filter { $0 != UInt8(ascii: " ") && !(9...13).contains($0) }
        guard base64.count % 4 == 0, let bytes = Base64.decode(String(decoding: base64, as: UTF8.self)) else {
            return nil
        }
        var blob = KeyBlob(bytes)
        guard let name = blob.string(), Kind(blob: String(decoding: name, as: UTF8.self)) == kind,
            let fields = blob.fields(of: kind), blob.isAtEnd
        else { return nil }
        (self.kind, self.fields) = (kind, fields)
    }

    /// Bits of an RSA modulus, or of a DSA prime, as they count for its strength.
    package var bits: Int {
        switch kind {
        case .rsa: Self.bits(fields[1])
        case .dsa: Self.bits(fields[0])
        case .ecdsa(let size): size
        case .ed25519, .securityKeyEd25519, .securityKeyECDSA: 256
        }
    }

    private static func bits(_ number: [UInt8]) -> Int {
        number.count * 8 - (number.first?.leadingZeroBitCount ?? 0)
    }

    /// The algorithms by which a client may sign with it, any of which sshd must accept (PubkeyAcceptedAlgorithms).
    package var algorithms: [String] {
        switch kind {
        case .rsa: ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"]
        case .dsa: ["ssh-dss"]
        case .ed25519: ["ssh-ed25519"]
        case .ecdsa(let size): ["ecdsa-sha2-nistp\(size)"]
        case .securityKeyEd25519: ["sk-ssh-ed25519@openssh.com"]
        case .securityKeyECDSA: ["sk-ecdsa-sha2-nistp256@openssh.com", "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"]
        }
    }
}

extension PublicKey.Kind {
    /// The type in a blob.
    fileprivate init?(blob name: String) {
        switch name {
        case "ssh-rsa": self = .rsa
        case "ssh-dss": self = .dsa
        case "ssh-ed25519": self = .ed25519
        case "ecdsa-sha2-nistp256": self = .ecdsa(256)
        case "ecdsa-sha2-nistp384": self = .ecdsa(384)
        case "ecdsa-sha2-nistp521": self = .ecdsa(521)
        case "sk-ssh-ed25519@openssh.com": self = .securityKeyEd25519
        case "sk-ecdsa-sha2-nistp256@openssh.com": self = .securityKeyECDSA
        default: return nil
        }
    }

    /// The type before a blob. sshd takes the names of signature algorithms for those of their keys.
    fileprivate init?(line name: String) {
        switch name {
        case "rsa-sha2-256", "rsa-sha2-512": self = .rsa
        case "webauthn-sk-ecdsa-sha2-nistp256@openssh.com": self = .securityKeyECDSA
        default: self.init(blob: name)
        }
    }
}
