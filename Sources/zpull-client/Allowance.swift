import ZFS

/// One call of `zfs allow`, and an object of `permissions --json`, which docs/operations.md describes.
struct Allowance: Equatable {
    /// The source at whose end it is to be run; `nil` for the end that receives.
    var source: Source?
    let user: String
    let permissions: [String]
    let dataset: DatasetName

    /// For root's shell.
    var line: String { "zfs allow -u \(user) \(permissions.joined(separator: ",")) \(dataset.quoted)" }
}

extension Allowance: Encodable {
    private enum CodingKeys: CodingKey { case source, host, user, permissions, dataset }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encodeIfPresent(source?.name, forKey: .source)
        if case .remote(let remote) = source?.host { try object.encode(remote.host, forKey: .host) }
        try object.encode(user, forKey: .user)
        try object.encode(permissions, forKey: .permissions)
        try object.encode(dataset.description, forKey: .dataset)
    }
}
