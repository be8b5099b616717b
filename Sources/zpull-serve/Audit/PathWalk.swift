import Audit
import CLinux
import System

/// Looks at a path step by step, from the root folder down, and along each symbolic link.
struct PathWalk {
    private var steps: [PathFacts.Step] = []
    /// As many as the kernel follows, see path_resolution(7).
    private var linksLeft = 40

    /// - Parameter path: an absolute one.
    static func facts(_ path: String) -> PathFacts {
        var walk = PathWalk()
        do {
            let exists = try walk.step(to: path)
            return PathFacts(path: path, steps: .known(walk.steps), exists: exists)
        } catch {
            return PathFacts(path: path, steps: .unknown("\(error)"), exists: false)
        }
    }

    /// Whether all of it exists.
    private mutating func step(to path: String) throws(SystemError) -> Bool {
        var here = "/"
        guard try look(here) != nil else { return false }
        var components = path.split(separator: "/").filter { $0 != "." }[...]
        while let component = components.popFirst() {
            if component == ".." {
                here = Self.parent(of: here)
                continue
            }
            let next = here == "/" ? "/\(component)" : "\(here)/\(component)"
            guard let kind = try look(next) else { return false }
            guard kind == .link else {
                here = next
                continue
            }
            guard linksLeft > 0 else { throw SystemError("readlink", next, number: ELOOP) }
            linksLeft -= 1
            let target = try Self.target(of: next)
            return try step(
                to: ([target.hasPrefix("/") ? target : "\(here)/\(target)"] + components.map(String.init))
                    .joined(separator: "/"))
        }
        return true
    }

    /// Notes a step once; `nil` when there is nothing.
    private mutating func look(_ path: String) throws(SystemError) -> PathFacts.Step.Kind? {
        var status = stat()
        do {
            try retrying("lstat", path) { lstat(path, &status) }
        } catch  where [ENOENT, ENOTDIR].contains(error.number) { return nil }
        let kind: PathFacts.Step.Kind =
            switch status.st_mode & mode_t(S_IFMT) {
            case mode_t(S_IFDIR): .folder
            case mode_t(S_IFLNK): .link
            default: .file
            }
        let step = PathFacts.Step(
            path: path, kind: kind, uid: status.st_uid, gid: status.st_gid, mode: status.st_mode & 0o7777)
        if !steps.contains(step) { steps.append(step) }
        return kind
    }

    private static func target(of link: String) throws(SystemError) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = try retrying("readlink", link) { readlink(link, &buffer, buffer.count) }
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    private static func parent(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "/"
    }
}
