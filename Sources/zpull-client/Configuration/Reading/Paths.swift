extension Kind<String> {
    /// An absolute path. Neither `~` nor a variable is expanded.
    static func path(example: String) -> Kind {
        text("an absolute path", example: example) { text throws(Refusal) in
            guard text.hasPrefix("/") else { throw .unfit }
            return text
        }
    }

    /// An absolute path with a file at it; `mend` says how to make one.
    static func existingFile(example: String, mend: @escaping (_ path: String) -> String) -> Kind {
        let path = path(example: example)
        return Kind(expected: path.expected, example: example) { node, place throws(Refusal) in
            let path = try path.read(node, place)
            guard place.reading.files.isFile(path) else {
                throw .because("there is no file \"\(path)\" that this user can see; make it with  \(mend(path))")
            }
            return path
        }
    }

    /// The name of an account.
    static func user(example: String) -> Kind {
        text("the name of a user", example: example) { text throws(Refusal) in
            guard text.utf8.count <= 32, !text.hasPrefix("-"), !text.hasPrefix("."),
                text.unicodeScalars.allSatisfy({ $0.isLetterOrDigit || "-_.".unicodeScalars.contains($0) })
            else { throw .unfit }
            return text
        }
    }
}
