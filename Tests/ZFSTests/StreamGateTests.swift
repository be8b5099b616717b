import Testing
import ZFS

@testable import TestSupport

@Suite("The gate before zfs receive")
struct StreamGateTests {
    private let snapshot: SnapshotName
    private let agreement: StreamAgreement
    /// First record, something between, last record.
    private let stream: [UInt8]

    init() throws {
        snapshot = try #require(SnapshotName("tank/data@monday"))
        let to = try #require(Guid(22))
        agreement = StreamAgreement(snapshot: snapshot, to: to, from: nil, raw: false, resuming: false)
        stream = StreamHeader(to: to, toName: snapshot).encoded() + (0..<700).map { UInt8(truncatingIfNeeded: $0) }
    }

    /// What passes when the stream comes in these pieces, before its end and then at its end.
    private func pass(_ pieces: [ArraySlice<UInt8>]) throws -> (before: [UInt8], end: [UInt8]) {
        var gate = StreamGate(agreement)
        var before: [UInt8] = []
        for piece in pieces {
            let (first, second) = try gate.admit(piece)
            before += first + second
        }
        return (before, try gate.finish())
    }

    @Test("wherever the stream is cut in two, all but the last record passes, and that at the end")
    func everySplit() throws {
        for length in [312, 313, 600, 624, 625, stream.count] {
            let whole = stream[..<length]
            for cut in 0...length {
                let (before, end) = try pass([whole[..<cut], whole[cut...]])
                #expect(before == Array(whole.dropLast(312)), "\(length) cut at \(cut)")
                #expect(end == Array(whole.suffix(312)), "\(length) cut at \(cut)")
            }
        }
    }

    @Test("byte by byte the same passes, and never more than all but 312 of what came")
    func byByte() throws {
        var gate = StreamGate(agreement)
        var passed: [UInt8] = []
        for (index, byte) in stream.enumerated() {
            let (first, second) = try gate.admit([byte])
            passed += first + second
            #expect(passed.count == max(0, index + 1 - 312))
        }
        #expect(try passed + gate.finish() == stream)
    }

    @Test("pieces of all sizes in turn give the same")
    func pieces() throws {
        var random = SeededBytes()
        for _ in 0..<200 {
            var (rest, pieces) = (stream[...], [ArraySlice<UInt8>]())
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...400, using: &random))
                pieces.append(piece)
                rest = rest.dropFirst(piece.count)
            }
            let (before, end) = try pass(pieces)
            #expect(before + end == stream && end.count == 312, "seed \(random.seed)")
        }
    }

    @Test("a stream shorter than a record is short, and nothing of it passes", arguments: [0, 1, 311])
    func short(count: Int) throws {
        var gate = StreamGate(agreement)
        let (first, second) = try gate.admit(stream[..<count])
        #expect(first.isEmpty && second.isEmpty)
        do throws(StreamGateError) {
            _ = try gate.finish()
            Issue.record("it passed")
        } catch {
            #expect(error == .short(snapshot))
            #expect("\(error)" == "the stream of tank/data@monday ended before it began; nothing was received")
        }
    }

    @Test("a stream that is not what was agreed on does not pass, wherever it is cut")
    func refused() throws {
        let other = try #require(Guid(33))
        let wrong = StreamHeader(to: other, toName: snapshot).encoded() + stream[312...]
        for cut in [0, 1, 311, 312, 313] {
            var gate = StreamGate(agreement)
            var passed = 0
            do throws(StreamGateError) {
                for piece in [wrong[..<cut], wrong[cut...]] {
                    let (first, second) = try gate.admit(piece)
                    passed += first.count + second.count
                }
                Issue.record("it passed")
            } catch {
                #expect(
                    error
                        == .refused(StreamRefusal(snapshot: snapshot, reason: .guid(came: other, agreed: agreement.to)))
                )
            }
            #expect(passed == 0)
        }
    }

    @Test("what is no stream does not pass")
    func noise() throws {
        var gate = StreamGate(agreement)
        #expect(throws: StreamGateError.unreadable(snapshot, .notAStream)) {
            _ = try gate.admit([UInt8](repeating: 0x41, count: 400)[...])
        }
    }

    @Test("a gate that has refused lets nothing through afterwards")
    func refusedForGood() throws {
        var gate = StreamGate(agreement)
        let noise = [UInt8](repeating: 0x41, count: 312)
        #expect(throws: StreamGateError.self) { _ = try gate.admit(noise[...]) }
        #expect(throws: StreamGateError.short(snapshot)) {
            let copy = gate
            _ = try copy.finish()
        }
    }
}
