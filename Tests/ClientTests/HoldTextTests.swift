import Replication
import System
import Testing
import ZFS

@testable import zpull_client

@Suite("A brake, in words,")
struct HoldTextTests {
    @Test("tells whatever number a source may claim")
    func numbers() throws {
        let name = try shortName("one")
        let future = BrakeCause.future(name, ahead: .max, newest: try guid(1)).words
        #expect(future.hasPrefix("@one was taken in the future: it is 1193046:28:16 h ahead"))
        #expect(BrakeCause.growth(name, bytes: .max, usual: 0).words.contains("about 16.0 EiB, where 0 B are usual"))
        #expect(BrakeCause.lost(left: 1, of: 1_048_576).words.contains("has 1 of the 1048576 snapshots left"))
    }

    @Test("tells a clock here that is behind what it said before, and that nothing is to be released")
    func clock() throws {
        let hold = Hold.clock(try shortName("one"), now: 0, seen: 1_700_000_000)
        #expect(hold.reason.contains("cannot be right: it says \(LocalTime.text(0)), and the last run was at"))
        #expect(hold.mend(try datasetName("backup/data")).contains("nothing has to be released"))
    }

    @Test("tells all that was found, and the command")
    func several() throws {
        let hold = Hold.now([.lost(left: 1, of: 9), .future(try shortName("one"), ahead: 90, newest: try guid(1))])
        #expect(hold.reason.contains("at the last look; @one was taken"))
        #expect(hold.mend(try datasetName("backup/my web")).contains("`zpull-client release 'backup/my web'`"))
    }
}
