import Replication
import Yams

extension Kind<BrakeRule> {
    /// When a dataset is held; what is not said is as without a word.
    static var brakes: Kind {
        let mapping = Kind.mapping("brakes", example: "{ growth: 20, lost: 75% }") { fields in
            let standard = BrakeRule.standard
            return BrakeRule(
                growth: fields.optional("growth", .orOff(.factor)) ?? standard.growth,
                growthFloor: fields.optional("growth_floor", .bytes) ?? standard.growthFloor,
                lost: fields.optional("lost", .orOff(.percent)) ?? standard.lost,
                future: fields.optional("future", .orOff(.seconds)) ?? standard.future)
        }
        return Kind(expected: "a mapping, or off", example: mapping.example) { node, place throws(Refusal) in
            node.bool == false ? .off : try mapping.read(node, place)
        }
    }
}

extension Kind {
    /// A limit, or the word `off`, which is `nil`.
    fileprivate static func orOff<Limit>(_ limit: Kind<Limit>) -> Kind where Value == Limit? {
        Kind(expected: "\(limit.expected), or off", example: limit.example) { node, place throws(Refusal) in
            node.bool == false ? .none : try limit.read(node, place)
        }
    }
}

extension Kind<UInt64> {
    fileprivate static var factor: Kind {
        Kind<Int>.number(in: 2...1_000_000, example: 20).converted { UInt64($0) }
    }

    fileprivate static var bytes: Kind {
        Kind<Int>.size(in: 0...1 << 50, "0 to 1048576GiB", example: "1GiB").converted { UInt64($0) }
    }

    fileprivate static var seconds: Kind {
        Kind<Duration>.duration(example: "1h").converted { UInt64($0.components.seconds) }
    }
}

extension Kind<Int> {
    /// `50%`
    fileprivate static var percent: Kind {
        word("a share from 1% to 99%", example: "50%") { text throws(Refusal) in
            guard text.hasSuffix("%"), let number = Int(text.dropLast()), (1...99).contains(number),
                "\(number)%" == text
            else { throw .unfit }
            return number
        }
    }
}

extension Kind {
    /// The same, as another type.
    fileprivate func converted<Other>(_ convert: @escaping (Value) -> Other) -> Kind<Other> {
        Kind<Other>(expected: expected, example: example) { node, place throws(Refusal) in
            convert(try read(node, place))
        }
    }
}
