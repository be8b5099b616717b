/// The exit codes of zpull-serve, those of sysexits.h where it has one.
enum ExitCode {
    static let success: Int32 = 0
    /// EX_USAGE
    static let usage: Int32 = 64
    /// EX_NOINPUT
    static let noInput: Int32 = 66
    /// EX_OSERR
    static let system: Int32 = 71
    /// EX_TEMPFAIL: a limit was reached, or a signal came; trying again later may work.
    static let busy: Int32 = 75
    /// EX_PROTOCOL
    static let protocolViolation: Int32 = 76

    /// `audit` has found something.
    static let auditFindings: Int32 = 1
    /// `audit` has found nothing, but could not look everywhere, or at all.
    static let auditUnknown: Int32 = 2
}
