import Glibc
import System
import ZFS

/// The pools of one machine: a folder with a text file for each dataset. Tests make and read them with this type too.
struct Pool: Sendable {
    let folder: String

    // MARK: Datasets

    func dataset(_ name: DatasetName) throws -> StoredDataset? {
        guard let text = try read("datasets/\(Self.file(name))") else { return nil }
        return try StoredDataset(name, parsing: text)
    }

    /// All datasets, parents before their children.
    func datasets() throws -> [StoredDataset] {
        guard let entries = opendir("\(folder)/datasets") else { return [] }
        defer { closedir(entries) }
        var names: [DatasetName] = []
        while let entry = readdir(entries) {
            let file = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !file.hasPrefix("."), let name = DatasetName(file.replacing("%", with: "/")) { names.append(name) }
        }
        return try names.sorted().compactMap(dataset)
    }

    /// Writes the file whole, or not at all.
    func save(_ dataset: StoredDataset) throws {
        let file = Self.file(dataset.name)
        try write(dataset.text, to: "datasets/.\(file).\(getpid())")
        try rename("datasets/.\(file).\(getpid())", to: "datasets/\(file)")
    }

    /// Changes a dataset as ZFS would: one at a time, and wholly or not at all.
    ///
    /// - Parameter missing: what is named when there is no such dataset.
    func change(
        _ name: DatasetName, orMissing missing: some CustomStringConvertible,
        _ change: (inout StoredDataset) throws -> Void
    ) throws {
        let lock = try FileDescriptor(opening: "\(folder)/datasets", flags: O_RDONLY | O_DIRECTORY)
        try retrying("flock", folder) { [number = lock.number] in flock(number, LOCK_EX) }
        guard var dataset = try dataset(name) else { throw Exit.missing(missing) }
        try change(&dataset)
        try save(dataset)
    }

    func remove(_ name: DatasetName) { unlink("\(folder)/datasets/\(Self.file(name))") }

    /// No dataset's name holds `%`.
    private static func file(_ name: DatasetName) -> String { name.description.replacing("/", with: "%") }

    // MARK: What else stands in the folder

    /// Bytes of data in a record.
    var recordSize: Int { get throws { try read("recordsize").flatMap { Int($0) } ?? 131_072 } }

    func faults(of verb: String, _ subject: String = "") throws -> [Fault] {
        try (read("fault") ?? "").split(separator: "\n").map { try Fault(parsing: $0) }
            .filter { $0.verb == verb && ($0.subject.isEmpty || $0.subject == subject) }
    }

    /// Lets happen what is to happen before anything else.
    func strike(_ verb: String, _ subject: String = "") throws {
        try FaultyStream(STDOUT_FILENO, verb: verb, try faults(of: verb, subject), self).happen(at: .start)
    }

    /// Notes that the program was called. One short write, so that lines of several processes stay whole.
    func note(_ arguments: [String]) throws {
        let line = (["\(getpid())", "\(getppid())"] + arguments).joined(separator: "\t") + "\n"
        let file = try FileDescriptor(opening: "\(folder)/calls", flags: O_WRONLY | O_CREAT | O_APPEND)
        try IO.writeAll(file.number, Array(line.utf8))
    }

    /// Notes the most resident memory that our caller has had so far, by the kernel's own count (proc_pid_status(5)).
    func noteParentsMemory() throws {
        guard access("\(folder)/memory", F_OK) == 0 else { return }
        let file = try FileDescriptor(opening: "\(folder)/memory", flags: O_WRONLY | O_APPEND)
        try IO.writeAll(file.number, Array("\(try peakMemory(of: getppid()))\n".utf8))
    }

    /// Tells a test that listens at the named pipe; without one, nobody.
    func tell(_ event: String) {
        guard let pipe = try? FileDescriptor(opening: "\(folder)/events", flags: O_WRONLY | O_NONBLOCK) else { return }
        try? IO.writeAll(pipe.number, Array("\(event)\t\(getpid())\t\(getppid())\n".utf8))
    }

    // MARK: Files

    /// `nil` when there is no such file.
    func read(_ name: String) throws -> String? {
        guard access("\(folder)/\(name)", F_OK) == 0 else { return nil }
        let file = try FileDescriptor(opening: "\(folder)/\(name)", flags: O_RDONLY)
        var (bytes, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 64 << 10))
        while case .bytes(let count) = try IO.read(file.number, into: &chunk) { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    func write(_ text: String, to name: String) throws {
        let file = try FileDescriptor(opening: "\(folder)/\(name)", flags: O_WRONLY | O_CREAT | O_TRUNC)
        try IO.writeAll(file.number, Array(text.utf8))
    }

    private func rename(_ old: String, to new: String) throws {
        try retrying("rename", new) { Glibc.rename("\(folder)/\(old)", "\(folder)/\(new)") }
    }
}
