import CLinux

/// System calls that a process and its children can no longer make (seccomp(2)). What is refused fails with EPERM.
package struct SyscallFilter: Sendable {
    /// A call that is refused, always or by its first argument.
    package enum Rule: Sendable, Equatable {
        case refuse(Int)
        /// As if the kernel did not have it, so that the C library makes another one.
        case pretendMissing(Int)
        /// All but those whose first argument is this.
        case refuseUnless(Int, firstIs: UInt32)
        /// Those whose first argument has one of these bits.
        case refuseIf(Int, firstHas: UInt32)
    }

    private let rules: [Rule]

    package init(_ rules: [Rule]) { self.rules = rules }

    /// Whether the kernel has seccomp, and the filter is written for this processor.
    package static var isSupported: Bool {
        zpull_audit_arch() != 0 && access("/proc/sys/kernel/seccomp", F_OK) == 0
    }

    /// Whether the filter is in force; not on kernels without seccomp and on processors that it was not written for.
    package func enter() throws(SystemError) -> Bool {
        guard zpull_audit_arch() != 0 else { return false }
        var program = program
        let count = UInt16(program.count)
        guard zpull_seccomp(&program, count) == 0 else {
            let number = currentErrorNumber
            // EINVAL, too, is how a kernel without it answers, see prctl(2).
            if [EINVAL, ENOSYS].contains(number) { return false }
            throw SystemError("prctl", "PR_SET_SECCOMP", number: number)
        }
        return true
    }

    private var program: [sock_filter] {
        let error = zpull_seccomp_error
        var lines = [
            load(zpull_seccomp_arch),
            // Calls by another processor's numbers would pass the filter unseen.
            jump(zpull_bpf_equal, zpull_audit_arch(), 1, 0), answer(zpull_seccomp_kill),
            load(zpull_seccomp_number),
            // So would the x32 calls, which have numbers of their own.
            jump(zpull_bpf_at_least, 0x4000_0000, 0, 1), answer(error | UInt32(EPERM)),
        ]
        for rule in rules {
            switch rule {
            case .refuse(let number):
                lines += [jump(zpull_bpf_equal, UInt32(number), 0, 1), answer(error | UInt32(EPERM))]
            case .pretendMissing(let number):
                lines += [jump(zpull_bpf_equal, UInt32(number), 0, 1), answer(error | UInt32(ENOSYS))]
            case .refuseUnless(let number, let allowed):
                lines += first(of: number) + [jump(zpull_bpf_equal, allowed, 1, 0), answer(error | UInt32(EPERM))]
                lines.append(load(zpull_seccomp_number))
            case .refuseIf(let number, let bits):
                lines += first(of: number) + [jump(zpull_bpf_any_bit, bits, 0, 1), answer(error | UInt32(EPERM))]
                lines.append(load(zpull_seccomp_number))
            }
        }
        return lines + [answer(zpull_seccomp_allow)]
    }

    /// Passes over the three lines behind it for other calls, and loads the argument for this one. The fourth line, which
    /// loads the number again, is for all.
    private func first(of number: Int) -> [sock_filter] {
        [jump(zpull_bpf_equal, UInt32(number), 0, 3), load(zpull_seccomp_first)]
    }

    private func load(_ offset: UInt32) -> sock_filter { sock_filter(code: zpull_bpf_load, jt: 0, jf: 0, k: offset) }
    private func answer(_ value: UInt32) -> sock_filter { sock_filter(code: zpull_bpf_return, jt: 0, jf: 0, k: value) }
    private func jump(_ code: UInt16, _ value: UInt32, _ yes: UInt8, _ no: UInt8) -> sock_filter {
        sock_filter(code: code, jt: yes, jf: no, k: value)
    }
}
