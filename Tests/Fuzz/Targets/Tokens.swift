import Encoding

@testable import TestSupport
@testable import ZFS

extension FuzzTarget {
    /// A byte that says which layer of a token the others are: its text, what is compressed in it, or the list in that.
    /// The layers around it are made here: by chance alone, no checksum would ever be right.
    static let token = FuzzTarget(
        name: "token",
        seeds: {
            let texts = try Fixtures.files(in: "ZFSTests/Fixtures/tokens", endingIn: ".token")
            return texts.flatMap { text in
                let data =
                    text.split(separator: UInt8(ascii: "-")).last.flatMap { Hex.bytes($0.prefix { $0 != 10 }) } ?? []
                let list = (try? Inflate.zlib(data, limit: ResumeToken.maximumList)) ?? []
                return [[0] + text.prefix { $0 != 10 }, [1] + data, [2] + list]
            }
                + [Forge.native(Forge.fields()), Forge.nativeBig(Forge.fields()), Forge.xdr(Forge.fields())].map {
                    [2] + $0
                }
        },
        words: [
            "fromguid", "toguid", "toname", "object", "offset", "bytes", "largeblockok", "embedok", "compressok",
            "rawok",
            "savedok", "redact_snaps", "book_redact_snaps",
        ]
    ) { bytes in
        guard let layer = bytes.first else { return }
        let rest = Array(bytes.dropFirst())
        let text =
            switch layer {
            case 0: String(decoding: rest, as: UTF8.self)
            case 1: Forge.token(compressed: rest, length: (try? Inflate.zlib(rest, limit: 4096))?.count ?? 0)
            default: Forge.token(list: rest)
            }
        do throws(ResumeTokenError) {
            let token = try ResumeToken(parsing: text)
            require(token.text == text, "a token keeps its text")
            checkRewritten(token)
        } catch {
            require(error.description.utf8.count < 2000, "why a token is refused is told in a few words")
        }
    }
}

private func checkRewritten(_ token: ResumeToken) {
    guard let own = try? ResumeToken(parsing: token.rewritten) else {
        return require(false, "a token that is written anew can be read")
    }
    require(own.toName == token.toName && own.to == token.to && own.from == token.from, "it names the same snapshots")
    require(
        (own.object, own.offset, own.bytes) == (token.object, token.offset, token.bytes), "it goes on at the same place"
    )
    require(own.flags == token.flags.subtracting(.saved) && own.unknownFlags.isEmpty, "it has the flags that are known")
    require(own.rewritten == token.rewritten, "written once more it stays the same")
}
