import Encoding
import ZFS

/// How a record is written and read. The order of the keys is part of the form.
extension Record {
    var object: FlatObject {
        var object = FlatObject()
        object.add("seq", .number(sequence))
        object.add("previous", text: previous)
        object.add("time", text: time)
        object.add("session", text: Hex.text((0..<8).map { UInt8(truncatingIfNeeded: session >> (56 - 8 * $0)) }))
        object.add("source", text: party.source)
        object.add("id", text: party.id)
        object.add("key", text: party.key)
        object.add("address", text: party.address)
        object.add("event", text: event.name)
        event.write(to: &object)
        return object
    }

    /// Reads a line, without its newline; `nil` for one that no record would have written just so.
    package init?(parsing line: some Collection<UInt8>) {
        guard let object = FlatObject(parsing: line), case .number(let sequence)? = object["seq"],
            (1...Self.sequenceLimit).contains(sequence), let previous = object.text("previous").flatMap({ Digest($0) }),
            let time = object.text("time").flatMap({ Timestamp($0) }),
            let session = object.text("session").flatMap({ Hex.bytes($0.utf8) }), session.count == 8,
            let event = Event(object)
        else { return nil }
        self.init(
            sequence: sequence, previous: previous, time: time, session: session.reduce(0) { $0 << 8 | UInt64($1) },
            party: Party(
                source: object.text("source"), id: object.text("id"), key: object.text("key"),
                address: object.text("address")),
            event: event)
        guard self.object.line.utf8.elementsEqual(line) else { return nil }
    }
}

extension Event {
    /// As it stands in the log.
    package var name: String {
        switch self {
        case .opened: "opened"
        case .sent: "sent"
        case .received: "received"
        case .refused: "refused"
        case .readBack: "read back"
        case .failed: "failed"
        case .closed: "closed"
        case .torn: "torn"
        }
    }

    fileprivate func write(to object: inout FlatObject) {
        switch self {
        case .opened: break
        case .sent(let stream), .received(let stream): stream.write(to: &object)
        case .refused(let asked, let code, let reason):
            object.add("asked", text: asked)
            object.add("code", text: code)
            object.add("reason", text: reason)
        case .readBack(let count): object.add("snapshots", .number(count))
        case .failed(let dataset, let reason):
            object.add("into", text: dataset)
            object.add("reason", text: reason)
        case .closed(let outcome, let milliseconds, let omitted):
            object.add("seconds", .thousandths(milliseconds))
            object.add("outcome", text: outcome)
            object.add("omitted", omitted == 0 ? nil : .number(omitted))
        case .torn(let digest): object.add("digest", text: digest)
        }
    }

    fileprivate init?(_ object: FlatObject) {
        switch object.text("event") {
        case "opened"?: self = .opened
        case "sent"?:
            guard let stream = Stream(object) else { return nil }
            self = .sent(stream)
        case "received"?:
            guard let stream = Stream(object) else { return nil }
            self = .received(stream)
        case "refused"?:
            guard let asked = object.words("asked"), let code = object.words("code"),
                let reason = object.words("reason")
            else { return nil }
            self = .refused(asked: asked, code: code, reason: reason)
        case "read back"?:
            guard case .number(let count)? = object["snapshots"] else { return nil }
            self = .readBack(count)
        case "failed"?:
            guard let reason = object.words("reason") else { return nil }
            self = .failed(dataset: object.text("into").flatMap { DatasetName($0) }, reason: reason)
        case "closed"?:
            guard case .thousandths(let milliseconds)? = object["seconds"], let outcome = object.words("outcome")
            else { return nil }
            self = .closed(outcome: outcome, milliseconds: milliseconds, omitted: object.number("omitted") ?? 0)
        case "torn"?:
            guard let digest = object.text("digest").flatMap({ Digest($0) }) else { return nil }
            self = .torn(digest)
        default: return nil
        }
    }
}

extension Stream {
    fileprivate func write(to object: inout FlatObject) {
        object.add("dataset", text: snapshot.dataset)
        object.add("snapshot", text: snapshot.snapshot)
        object.add("into", text: target)
        object.add("guid", text: guid)
        object.add("base", text: base)
        object.add("resumed", isResumed ? .yes : nil)
        object.add("bytes", .number(bytes))
        object.add("seconds", .thousandths(milliseconds))
        switch outcome {
        case .whole: object.add("outcome", .text("whole"))
        case .cut(let reason):
            object.add("outcome", .text("cut"))
            object.add("reason", text: reason)
        }
    }

    fileprivate init?(_ object: FlatObject) {
        guard let dataset = object.text("dataset").flatMap({ DatasetName($0) }),
            let short = object.text("snapshot").flatMap({ ShortName($0) }), let name = SnapshotName(dataset, short),
            let guid = object.text("guid").flatMap({ Guid($0) }), let bytes = object.number("bytes"),
            case .thousandths(let milliseconds)? = object["seconds"]
        else { return nil }
        self.init(
            name, guid: guid, base: object.text("base").flatMap { Guid($0) }, isResumed: object["resumed"] == .yes,
            target: object.text("into").flatMap { DatasetName($0) })
        (self.bytes, self.milliseconds) = (bytes, milliseconds)
        switch object.text("outcome") {
        case "whole"?: outcome = .whole
        case "cut"?:
            guard let reason = object.words("reason") else { return nil }
            outcome = .cut(reason)
        default: return nil
        }
    }
}

extension FlatObject {
    fileprivate func text(_ key: String) -> String? {
        if case .text(let text)? = self[key] { text } else { nil }
    }

    fileprivate func words(_ key: String) -> Words? { text(key).map(Words.init) }

    fileprivate func number(_ key: String) -> UInt64? {
        if case .number(let number)? = self[key] { number } else { nil }
    }
}
