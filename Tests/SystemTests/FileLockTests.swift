import FoundationEssentials
import Glibc
import System
import Testing

@Suite("Locks")
final class FileLockTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "zpull-lock-\(UUID().uuidString)").path

    deinit { unlink(path) }

    private func error(at path: String) -> FileLockError? {
        do {
            let lock = try FileLock(path: path)
            _ = consume lock
            return nil
        } catch { return error }
    }

    @Test("are held by one, and the second is told who that is, since when, and what for")
    func held() throws {
        let before = wallClockSeconds()
        let lock = try FileLock(path: path)
        guard case .held(let holder?) = error(at: path) else {
            Issue.record("nobody holds it")
            return
        }
        #expect(holder.process == getpid())
        #expect((before...wallClockSeconds()).contains(try #require(holder.since)))
        let words = CommandLine.arguments.dropFirst().joined(separator: " ")
        #expect(try #require(holder.command).hasSuffix(words.suffix(20)))
        _ = consume lock
        #expect(error(at: path) == nil)
    }

    @Test("are waited for until they are free, or the time is over, or the wait is called off")
    func waiting() throws {
        func wait(_ limit: Duration, unless cancellation: Int32? = nil) -> Int32? {
            do throws(SystemError) {
                let lock = try FileLock(waitingFor: path, until: .now + limit, unless: cancellation)
                _ = consume lock
                return nil
            } catch { return error.number }
        }
        let lock = try FileLock(path: path)
        #expect(wait(.milliseconds(60)) == ETIMEDOUT)
        let pipe = try Pipe()
        _ = try IO.write(pipe.writeEnd.number, [0])
        #expect(wait(.seconds(3600), unless: pipe.readEnd.number) == ECANCELED)
        _ = consume lock
        #expect(wait(.seconds(3600)) == nil)
    }

    @Test("can be asked after without being taken")
    func holder() throws {
        #expect(FileLock.holder(path: path) == nil)
        let lock = try FileLock(path: path)
        #expect(FileLock.holder(path: path)?.process == getpid())
        _ = consume lock
        // The id is still in the file, and its process alive.
        #expect(FileLock.holder(path: path) == nil)
    }

    @Test("replace the id of the one who held it before, however long that was")
    func identifier() throws {
        try Data("4194304000000 and more\n".utf8).write(to: URL(filePath: path))
        let lock = try FileLock(path: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("\(getpid())\n"))
        _ = consume lock
    }

    @Test("may be held by one who has not written an id", arguments: ["", "soon", "99999999999999999999"])
    func unknownHolder(contents: String) throws {
        let file = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT)
        try IO.writeAll(file.number, Array(contents.utf8))
        #expect(flock(file.number, LOCK_EX | LOCK_NB) == 0)
        #expect(error(at: path) == .held(by: nil))
    }

    @Test("are free once their holder is gone, whatever ended it")
    func killed() throws {
        let output = try Pipe()
        var holder = try ChildProcess(
            "/bin/sh", ["-c", "echo $$ >\"$0\"; exec /usr/bin/flock -F \"$0\" sh -c 'echo; exec sleep 100'", path],
            output: output.writeEnd.number)
        let readEnd = output.intoReadEnd()
        var line: [UInt8] = [0]
        #expect(try IO.read(readEnd.number, into: &line) == .bytes(1))
        #expect(error(at: path) == .held(by: LockHolder(process: holder.identifier)))
        holder.signal(SIGKILL)
        #expect(try holder.wait() == .signalled(SIGKILL))
        #expect(error(at: path) == nil)
    }

    @Test("are for a group that shares the folder, whatever the umask")
    func mode() throws {
        let lock = try FileLock(path: path)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
        _ = consume lock
    }

    @Test("do not reach our children")
    func children() throws {
        let lock = try FileLock(path: path)
        let child = try ChildProcess("/bin/sleep", ["100"])
        _ = consume lock
        #expect(error(at: path) == nil)
        #expect(child.identifier > 0)
    }

    @Test("that cannot be made say why")
    func unusable() {
        #expect(
            error(at: "/no/such/folder/lock")
                == .unusable(SystemError("open", "/no/such/folder/lock", number: ENOENT)))
    }
}
