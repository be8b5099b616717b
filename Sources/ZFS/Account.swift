/// A user with its groups, as ZFS looks at it.
package struct Account: Equatable, Sendable {
    package let name: String
    package let groups: [String]

    package init(name: String, groups: [String]) { (self.name, self.groups) = (name, groups) }
}
