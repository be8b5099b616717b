import CLinux

/// A program that we started, without a shell between. It is waited for exactly once; a child that is dropped unwaited is
/// killed and reaped.
package struct ChildProcess: ~Copyable, Sendable {
    /// How a child ended.
    package enum Ending: Equatable, Sendable, CustomStringConvertible {
        case exited(Int32)
        case signalled(Int32)

        package var isSuccess: Bool { self == .exited(0) }
        package var isSignal: Bool { if case .signalled = self { true } else { false } }

        package var description: String {
            switch self {
            case .exited(let code): "exit status \(code)"
            case .signalled(let signal): "signal \(signal) (\(String(cString: strsignal(signal))))"
            }
        }
    }

    package let identifier: Int32
    /// Becomes readable when the child has ended, see pidfd_open(2).
    package let descriptor: FileDescriptor
    private var isReaped = false

    /// Starts a program with only the three descriptors given, the signals as a fresh process has them, and nothing of our
    /// environment.
    ///
    /// - Parameters:
    ///   - path: the program's absolute path; `PATH` is not searched.
    ///   - arguments: without the program's own name.
    ///   - environment: `NAME=value` strings; all that the child gets.
    ///   - input, output, error: descriptors of ours for its 0, 1 and 2; `nil` for `/dev/null`.
    package init(
        _ path: String, _ arguments: [String], environment: [String] = ChildProcess.plainEnvironment,
        input: Int32? = nil, output: Int32? = nil, error: Int32? = nil
    ) throws(SystemError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, source) in [(Int32(0), input), (1, output), (2, error)] {
            if let source {
                posix_spawn_file_actions_adddup2(&actions, source, target)
            } else {
                posix_spawn_file_actions_addopen(&actions, target, "/dev/null", target == 0 ? O_RDONLY : O_WRONLY, 0)
            }
        }
        // Libraries open descriptors without close-on-exec (libssh does); none of them may reach the child.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        // A group of its own: Ctrl-C at our terminal is for us to handle, and must not cut a `zfs receive` down.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

        var child: pid_t = 0
        let result = withCStrings([path] + arguments) { argv in
            withCStrings(environment) { envp in posix_spawn(&child, path, &actions, &attributes, argv, envp) }
        }
        guard result == 0 else { throw SystemError("posix_spawn", path, number: result) }
        let watch = pidfd_open(child, 0)
        guard watch >= 0 else {
            let failure = SystemError("pidfd_open", path)
            kill(child, SIGKILL)
            var status: Int32 = 0
            while waitpid(child, &status, 0) == -1, currentErrorNumber == EINTR {}
            throw failure
        }
        identifier = child
        descriptor = FileDescriptor(owning: watch)
    }

    deinit {
        guard !isReaped else { return }
        kill(identifier, SIGKILL)
        // One that the kernel holds (a suspended pool) does not die of it; whoever reaps us reaps it.
        var ended = [PollEntry(descriptor.number, POLLIN)]
        guard (try? Poll.wait(&ended, until: .now + .seconds(5))) == true else { return }
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) == -1, currentErrorNumber == EINTR {}
    }

    /// All the environment that a child gets unless told otherwise: plain messages, and a PATH for tools that `zfs` runs.
    package static let plainEnvironment = ["LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]

    /// Sends a signal; of no effect once the child has been waited for.
    package func signal(_ number: Int32) {
        if !isReaped { kill(identifier, number) }
    }

    /// Sends a signal to it and to what it has started, as far as that has stayed in its process group; of no effect once
    /// the child has been waited for.
    package func signalGroup(_ number: Int32) {
        if !isReaped { kill(-identifier, number) }
    }

    /// Waits for the end, however long that takes.
    package mutating func wait() throws(SystemError) -> Ending {
        var status: Int32 = 0
        try retrying("waitpid") { waitpid(identifier, &status, 0) }
        isReaped = true
        return zpull_exited(status) != 0
            ? .exited(zpull_exit_status(status)) : .signalled(zpull_terminating_signal(status))
    }
}

/// Calls `body` with a NULL-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: strings.count + 1)
    for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
    pointers[strings.count] = nil
    defer {
        for index in strings.indices { free(pointers[index]) }
        pointers.deallocate()
    }
    return body(pointers)
}
