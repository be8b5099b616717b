import Audit
import ZFS

/// Reads the `command=` of a line as this program would be called by it.
enum AuditedCommand {
    static func read(_ command: String) -> ForcedCommand {
        guard let words = CommandWords.split(command), let program = words.first else { return .needsShell }
        guard program.hasPrefix("/") else { return .relative }
        guard program.hasSuffix("/zpull-serve"), words.dropFirst().first == "serve" else {
            return .other("it runs \(program)")
        }
        do {
            let policy = try PolicyArguments.parse(Array(words.dropFirst(2)))
            return .serve(
                ServeCall(
                    program: program, id: policy.id, zfs: policy.zfs, selections: policy.selections,
                    cursorGrants: Set(policy.cursor.grants)))
        } catch { return .other(error.description) }
    }
}

extension Policy {
    fileprivate var selections: [DatasetSelection] {
        roots.map { DatasetSelection(root: $0, isRecursive: isRecursive, exclude: exclude) }
    }
}
