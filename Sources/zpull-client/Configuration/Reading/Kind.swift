import Yams

/// A kind of value: what belongs there, in words and by an example, and how a node becomes one.
///
/// Each has a `static` maker, so that reading a key is one line:
/// `fields.optional("jobs", .number(in: 1...64, example: 2))`.
struct Kind<Value> {
    /// `a number from 1 to 64`
    let expected: String
    /// As it would stand in the file.
    let example: String
    let read: (Node, Place) throws(Refusal) -> Value

    /// Reads a node; `nil` after a problem, which has been reported then.
    func value(of node: Node, at place: Place) -> Value? {
        do {
            return try read(node, place)
        } catch {
            switch error {
            case .unfit:
                place.reading.report(
                    "\(place.label) takes \(expected), not \(node.summary); for example  \(place.line(example))",
                    at: node.position)
            case .unquoted(let text):
                let quoted = place.line("\"\(text)\"")
                place.reading.report(
                    "\(place.label) takes a string, not \(node.summary); in quotes it is one:  \(quoted)",
                    at: node.position)
            case .because(let reason):
                place.reading.report("\(place.label): \(reason)", at: node.position)
            case .reported:
                break
            }
            return nil
        }
    }
}

/// Why a node is not a value of the kind that was asked for.
enum Refusal: Error {
    /// It is not what `expected` says.
    case unfit
    /// It would be, if it stood in quotes.
    case unquoted(String)
    /// Something better can be said.
    case because(String)
    /// It was said already, about something within the node.
    case reported
}

extension Kind {
    /// A mapping with named keys. `build` reads them and returns `nil` when one that it needs is missing or bad.
    static func mapping(_ name: String, example: String, _ build: @escaping (Fields) -> Value?) -> Kind {
        Kind(expected: "a mapping", example: example) { node, place throws(Refusal) in
            guard let fields = Fields(node, of: name, reading: place.reading) else { throw .unfit }
            let value = build(fields)
            fields.refuseUnknownKeys()
            guard let value else { throw .reported }
            return value
        }
    }

    /// A list. Every bad entry is reported.
    static func list<Element>(of element: Kind<Element>) -> Kind where Value == [Element] {
        Kind(expected: "a list", example: "[\(element.example)]") { node, place throws(Refusal) in
            guard let entries = node.sequence else { throw .unfit }
            let values = entries.map { element.value(of: $0, at: place.entry) }
            let good = values.compactMap(\.self)
            guard good.count == values.count else { throw .reported }
            return good
        }
    }

    /// A list with something in it.
    static func nonEmptyList<Element>(of element: Kind<Element>) -> Kind where Value == [Element] {
        let list = list(of: element)
        return Kind(expected: list.expected, example: list.example) { node, place throws(Refusal) in
            let values = try list.read(node, place)
            if values.isEmpty { throw .because("the list is empty; for example  \(place.line(list.example))") }
            return values
        }
    }

    /// One value, or a list of them.
    static func oneOrMore<Element>(_ element: Kind<Element>) -> Kind where Value == [Element] {
        let list = nonEmptyList(of: element)
        return Kind(expected: "\(element.expected), or a list of them", example: element.example) {
            node, place throws(Refusal) in
            if node.sequence != nil { return try list.read(node, place) }
            return [try element.read(node, place)]
        }
    }
}
