import CLinux

/// A system call that failed: which, on what, and the kernel's reason.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// The call, as its manual page names it: `open`, `splice`.
    package let call: String
    /// What it was about: a path, a host; empty when there is nothing to name.
    package let subject: String
    /// The error number, see errno(3).
    package let number: Int32

    package init(_ call: String, _ subject: String = "", number: Int32 = currentErrorNumber) {
        self.call = call
        self.subject = subject
        self.number = number
    }

    /// `open /etc/zpull/client.yaml: No such file or directory`
    package var description: String {
        "\(call)\(subject.isEmpty ? "" : " \(subject)"): \(reason)"
    }

    /// The kernel's reason alone: `No such file or directory`.
    package var reason: String { String(cString: strerror(number)) }
}

/// Runs a system call again for as long as a signal interrupts it, and turns its -1 into an error.
@discardableResult
package func retrying<Result: FixedWidthInteger & SignedInteger>(
    _ call: String, _ subject: String = "", _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let number = currentErrorNumber
        if number != EINTR { throw SystemError(call, subject, number: number) }
    }
}

/// The error number that the last failed call left, see errno(3); to be read before anything else is called.
package var currentErrorNumber: Int32 { zpull_errno() }
