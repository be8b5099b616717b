import Encoding

/// The name of a file system or volume, such as `tank/data`: one to fifty components, at most 255 bytes in all.
///
/// Every value of this type is safe as an argument of `zfs`: it cannot begin with `-`, hold a control character, `..`, `@`
/// or `#`. The rules are those of `dataset_namecheck` in OpenZFS (module/zcommon/zfs_namecheck.c).
package struct DatasetName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The longest name, in bytes, that ZFS takes (`ZFS_MAX_DATASET_NAME_LEN` less the closing NUL).
    package static let maximumLength = 255
    /// The deepest nesting that ZFS takes (`zfs_max_dataset_nesting`).
    package static let maximumDepth = 50

    package let description: String

    /// `nil` when ZFS would not take `text` as the name of a dataset.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= Self.maximumLength else { return nil }
        let components = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard components.count <= Self.maximumDepth, let pool = components.first,
            let initial = pool.first, initial.isLetter
        else { return nil }
        for component in components where !NameCharacters.isComponent(component) { return nil }
        description = String(text)
    }

    /// `tank/data` → `tank`; of a pool, `nil`.
    package var parent: DatasetName? {
        description.lastIndex(of: "/").flatMap { DatasetName(description[..<$0]) }
    }

    /// `tank/data` → `tank`; a pool is its own.
    package var pool: DatasetName { DatasetName(description.prefix { $0 != "/" }) ?? self }

    /// Whether this is `ancestor` itself or lies below it. `tank/data2` is not within `tank/data`.
    package func isWithin(_ ancestor: DatasetName) -> Bool {
        self == ancestor || description.utf8.starts(with: ancestor.description.utf8 + [UInt8(ascii: "/")])
    }

    /// What follows `ancestor` in this name, without its slash: the empty string for `ancestor` itself, `nil` when this
    /// lies elsewhere.
    package func path(below ancestor: DatasetName) -> String? {
        guard isWithin(ancestor) else { return nil }
        return self == ancestor ? "" : String(description.dropFirst(ancestor.description.count + 1))
    }

    /// The dataset at `path` below this one; `nil` when the name would be too long or deep. The empty path is this one.
    package func appending(_ path: String) -> DatasetName? {
        path.isEmpty ? self : DatasetName(description + "/" + path)
    }

    package static func < (left: DatasetName, right: DatasetName) -> Bool { left.description < right.description }
}

/// The part of a snapshot's or bookmark's name that follows `@` or `#`, such as `autosnap_2026-11-23`.
package struct ShortName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let description: String

    /// `nil` when ZFS would not take `text` behind `@` or `#`.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count < DatasetName.maximumLength, NameCharacters.isComponent(text.utf8) else { return nil }
        description = String(text)
    }

    package static func < (left: ShortName, right: ShortName) -> Bool { left.description < right.description }
}

/// A snapshot's full name, `tank/data@monday`.
package struct SnapshotName: Hashable, Sendable, CustomStringConvertible {
    package let dataset: DatasetName
    package let snapshot: ShortName

    /// `nil` when the two together are longer than ZFS takes.
    package init?(_ dataset: DatasetName, _ snapshot: ShortName) {
        guard dataset.description.utf8.count + 1 + snapshot.description.utf8.count <= DatasetName.maximumLength else {
            return nil
        }
        self.dataset = dataset
        self.snapshot = snapshot
    }

    /// Reads `dataset@snapshot`; `nil` for anything that is not such a name.
    package init?(_ text: some StringProtocol) {
        guard let sign = text.firstIndex(of: "@"), let dataset = DatasetName(text[..<sign]),
            let snapshot = ShortName(text[text.index(after: sign)...])
        else { return nil }
        self.init(dataset, snapshot)
    }

    package var description: String { "\(dataset)@\(snapshot)" }
}

/// What `zfs` takes in names: letters, digits, `-`, `_`, `.`, `:` and the space (`valid_char` in zfs_namecheck.c).
enum NameCharacters {
    static func isAllowed(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || "-_.: ".utf8.contains(byte) }

    /// A whole component: not empty, not `.` or `..`, and of allowed characters only.
    static func isComponent(_ bytes: some Collection<UInt8>) -> Bool {
        let dot = UInt8(ascii: ".")
        guard !bytes.isEmpty, !bytes.elementsEqual([dot]), !bytes.elementsEqual([dot, dot]) else { return false }
        return bytes.allSatisfy(isAllowed)
    }
}
