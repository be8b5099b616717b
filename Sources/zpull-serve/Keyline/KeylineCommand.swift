import CLinux
import Encoding
import System

/// `zpull-serve keyline`: the line to install.
enum KeylineCommand {
    /// What it prints.
    ///
    /// - Parameter arguments: what follows `keyline`: its own options, those of `serve`, and the key's file.
    static func text(_ arguments: [String]) throws -> String {
        var (serve, program, from): ([String], String, String?) = ([], Keyline.defaultProgram, nil)
        var isJSON = false
        var rest = arguments[...]
        guard let keyFile = rest.popLast(), keyFile == "-" || !keyFile.hasPrefix("-") else {
            throw UsageError("name the public key's file last, or - for standard input")
        }
        while let option = rest.popFirst() {
            switch option {
            case "--json": isJSON = true
            case "--from": from = rest.popFirst() ?? ""
            case "--program":
                guard let path = rest.popFirst(), path.hasPrefix("/"),
                    !path.utf8.contains(where: { $0 <= 0x20 || $0 == 0x27 })
                else { throw UsageError("--program takes the absolute path of zpull-serve, without spaces or quotes") }
                program = path
            default: serve.append(option)
            }
        }
        _ = try PolicyArguments.parse(serve)
        let keyline = try Keyline(serve: serve, program: program, from: from, key: try contents(keyFile))
        return isJSON ? keyline.json.text : "\(keyline)"
    }

    private static func contents(_ path: String) throws(SystemError) -> String {
        if path == "-" { return try read(STDIN_FILENO) }
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        return try read(file.number)
    }

    private static func read(_ descriptor: Int32) throws(SystemError) -> String {
        // A public key is short; what is much longer is none.
        String(decoding: try IO.readAll(descriptor, limit: 64 << 10), as: UTF8.self)
    }
}
