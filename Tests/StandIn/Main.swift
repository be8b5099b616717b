import Glibc
import System
import ZFS

/// A stand-in for `zfs`: it keeps "pools" as text files, and answers exactly the command lines of `ZFSCommand`.
///
/// Its state stands in the folder of the link by which it was called, because zpull hands it no environment.
@main
enum Main {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments != ["--help"] else {
            try? IO.writeAll(STDOUT_FILENO, Array(help.utf8))
            return
        }
        let pool = Pool(folder: folder(of: CommandLine.arguments[0]))
        do {
            let isZPool = CommandLine.arguments[0].hasSuffix("/zpool")
            try pool.note((isZPool ? ["zpool"] : []) + arguments)
            try isZPool ? Listings(pool).features(arguments) : run(arguments, pool)
            try pool.noteParentsMemory()
        } catch let exit as Exit {
            try? IO.writeAll(STDERR_FILENO, Array((exit.text + "\n").utf8))
            Glibc.exit(exit.code)
        } catch {
            try? IO.writeAll(STDERR_FILENO, Array("zfs-stand-in: \(error)\n".utf8))
            Glibc.exit(70)
        }
    }

    private static func run(_ arguments: [String], _ pool: Pool) throws {
        let rest = Array(arguments.dropFirst())
        switch arguments.first {
        case "list": try Listings(pool).list(rest)
        case "get": try Listings(pool).get(rest)
        case "allow": try Listings(pool).allow(rest)
        case "send": try Sender(pool).run(rest)
        case "receive" where rest.first == "-A": try Receiver(pool).abort(rest)
        case "receive": try Receiver(pool).run(rest)
        case "rename": try Renamer(pool).run(rest)
        case "bookmark": try Bookmarker(pool).make(rest)
        case "destroy" where rest.first == "-vp": try Pruner(pool).run(rest)
        case "destroy": try Destroyer(pool).run(rest)
        case "hold": try Holder(pool).hold(rest)
        case "release": try Holder(pool).release(rest)
        case "holds": try Holder(pool).list(rest)
        default: throw Exit.notUnderstood(arguments)
        }
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    private static let help = """
        zfs-stand-in: not ZFS. It stands in for the programs zfs and zpool in zpull's loopback tests, and knows only the command
        lines that zpull runs. Call it through a link; beside the link it keeps:

          datasets/      a text file for each dataset
          recordsize     bytes of data in a record of a stream (131072)
          calls          what it was called for: process, parent, arguments
          features       the features of every pool, a line each; all that zpull knows, without it
          events         a named pipe, if there is one: what faults have to tell
          memory         if it is there: the most memory that each caller has had by the end of a call, in KiB
          fault          what goes wrong, a line each; see Fault.swift

        """
}

/// Ends the program with a message, as `zfs` does.
struct Exit: Error {
    let code: Int32
    let text: String

    init(_ text: String, code: Int32 = 1) {
        self.code = code
        self.text = text
    }

    static func notUnderstood(_ arguments: [String]) -> Exit {
        Exit("zfs-stand-in: zpull has no such command line: zfs \(arguments.joined(separator: " "))", code: 2)
    }

    static func missing(_ name: some CustomStringConvertible) -> Exit {
        Exit("cannot open '\(name)': dataset does not exist")
    }
}
