/// Who is at the other end of a session, as far as this end knows.
package struct Party: Hashable, Sendable {
    /// On the backup host: the source's name in the configuration.
    package var source: Words?
    /// The key's holder, `--id` in its line; the backup host learns it from the source.
    package var id: Words?
    /// At the source: the fingerprint of the key that logged in, `SHA256:…`; only with `ExposeAuthInfo yes`.
    package var key: Words?
    /// The other end's address.
    package var address: Words?

    package init(source: String? = nil, id: String? = nil, key: String? = nil, address: String? = nil) {
        self.source = source.map(Words.init)
        self.id = id.map(Words.init)
        self.key = key.map(Words.init)
        self.address = address.map(Words.init)
    }
}
