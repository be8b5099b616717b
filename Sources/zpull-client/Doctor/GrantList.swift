/// Reads what `zfs allow DATASET` prints.
enum GrantList {
    /// The permissions that a user has by name, or as everyone has them. Groups are not looked into.
    static func granted(in text: String, to user: String) -> Set<String> {
        var granted: Set<String> = []
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count == 3, words[0] == "user", words[1] == user {
                granted.formUnion(words[2].split(separator: ",").map(String.init))
            } else if words.count == 2, words[0] == "everyone" {
                granted.formUnion(words[1].split(separator: ",").map(String.init))
            }
        }
        return granted
    }
}
