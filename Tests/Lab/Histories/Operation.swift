import CLinux
import System

/// Something that happens to one end between two pulls: what is done, and how it is told.
struct Operation: CustomStringConvertible, Sendable {
    let description: String
    let steps: [Step]

    enum Step: Sendable {
        case zfs([String])
        /// Bytes that do not compress, from the seed, into a file of a mounted dataset, which is made or grows.
        case file(String, bytes: Int, seed: UInt64)
        case remove(String)
        /// The same, somewhere in the first 4 MiB of a volume's device.
        case device(String, bytes: Int, offset: Int, seed: UInt64)
    }

    init(_ description: String, _ steps: Step...) {
        self.description = description
        self.steps = steps
    }

    func carryOut() throws {
        for step in steps {
            switch step {
            case .zfs(let arguments): try Self.zfs(arguments)
            case .file(let path, let bytes, let seed):
                let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
                var random = SplitMix64(seed: seed)
                try IO.writeAll(file.number, random.bytes(bytes))
            case .remove(let path): unlink(path)
            case .device(let path, let bytes, let offset, let seed):
                try Self.await(path)
                let device = try FileDescriptor(opening: path, flags: O_WRONLY)
                lseek(device.number, offset, SEEK_SET)
                var random = SplitMix64(seed: seed)
                try IO.writeAll(device.number, random.bytes(bytes))
                fsync(device.number)
            }
        }
    }

    /// udev looks into new devices of volumes, which are busy as long as it does.
    private static func zfs(_ arguments: [String]) throws {
        var run = try Tool.capture("zfs", arguments)
        _ = try comesTrue(within: .seconds(5)) {
            if run.error.contains("busy") { run = try Tool.capture("zfs", arguments) }
            return !run.error.contains("busy")
        }
        if run.error.contains("successfully created, but not mounted"), let name = arguments.last {
            // After a rollback of what lies above, the kernel still knows of a folder that is gone, until it forgets.
            try Tool.write("2", to: "/proc/sys/vm/drop_caches")
            run = try Tool.capture("zfs", ["mount", name])
        }
        guard run.ending.isSuccess else { throw Unmet("zfs \(arguments.joined(separator: " ")): \(run.error)") }
    }

    /// udev makes a volume's device some time after the volume.
    static func await(_ path: String) throws {
        try eventually("the device \(path)") { access(path, F_OK) == 0 ? true : nil }
    }
}

extension Operation {
    /// Both, as one.
    static func + (first: Operation, second: Operation) -> Operation {
        Operation("\(first), \(second)", first.steps + second.steps)
    }

    private init(_ description: String, _ steps: [Step]) {
        self.description = description
        self.steps = steps
    }
}
