import CLinux
import System

/// The folder through which a scenario and the programs that make its faults speak: a file that says where to stop, and
/// two fifos, `held` for those who have stopped and `go` for those who shall go on.
struct Faults {
    private let folder: String

    /// Where `FaultRelay` is, with its folder given: a program that takes the place of zpull-serve.
    var relay: String { "\(folder)/fault-relay" }
    /// A `zfs` that waits before a command, once, and then is the real one.
    var waitingZFS: String { "\(folder)/zfs-that-waits" }

    init(_ folder: String) { self.folder = folder }

    /// Makes it, for every user: it is asked by both ends.
    func make() throws {
        try Tool.run("install", "-d", "-m", "777", folder)
        try Tool.run("mkfifo", "-m", "666", "\(folder)/held", "\(folder)/go")
        try Tool.write("#!/bin/sh\nexec \(Machine.relay) \(folder) \"$@\"\n", to: relay, mode: 0o755)
        let waiting = """
            #!/bin/bash
            # Waits where it is told to, and is the real zfs then.
            if rm "\(folder)/wait-$1" 2>/dev/null; then
                # Opened first: go() passes by where nobody listens.
                exec 3<>"\(folder)/go"
                echo "$$ $PPID" >"\(folder)/held"
                read -r <&3
                exec 3<&-
            fi
            exec /usr/sbin/zfs "$@"

            """
        try Tool.write(waiting, to: waitingZFS, mode: 0o755)
    }

    // MARK: The scenario's side

    /// The next session that comes to this point stops there.
    func stop(at point: CutPoint) throws { try Tool.write(point.text, to: "\(folder)/point", mode: 0o666) }

    /// The next `zfs COMMAND` through `waitingZFS` waits.
    func stop(before command: String) throws { try Tool.write("", to: "\(folder)/wait-\(command)", mode: 0o666) }

    /// From now on, sessions pass so many bytes a second.
    func crawl(bytesPerSecond: Int) throws { try Tool.write("\(bytesPerSecond)", to: "\(folder)/crawl") }

    /// To be opened before somebody stops: who stops writes a line to it.
    func held() throws -> FileDescriptor { try FileDescriptor(opening: "\(folder)/held", flags: O_RDWR | O_NONBLOCK) }

    /// Lets who has stopped go on; of no effect when there is nobody any more.
    func go() throws { try say("go") }

    /// Has the relay end as its server did, without what it has in hand: as if that had never been written.
    func drop() throws { try say("drop") }

    private func say(_ word: String) throws {
        guard let fifo = try? FileDescriptor(opening: "\(folder)/go", flags: O_WRONLY | O_NONBLOCK) else { return }
        try IO.writeAll(fifo.number, Array("\(word)\n".utf8))
    }

    // MARK: The relay's side

    var point: CutPoint? { text(of: "point").flatMap(CutPoint.init) }
    var crawl: Int? { text(of: "crawl").flatMap { Int($0) } }

    /// Says that the relay has stopped, which it does once. Returns what becomes readable when it shall go on.
    func tellHeld(_ line: String) throws -> FileDescriptor {
        unlink("\(folder)/point")
        let go = try FileDescriptor(opening: "\(folder)/go", flags: O_RDWR | O_NONBLOCK)
        let held = try FileDescriptor(opening: "\(folder)/held", flags: O_WRONLY | O_NONBLOCK)
        try IO.writeAll(held.number, Array("\(line)\n".utf8))
        return go
    }

    private func text(of file: String) -> String? {
        (try? Tool.read("\(folder)/\(file)")).map { String(decoding: $0, as: UTF8.self) }
    }
}
