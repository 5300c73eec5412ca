/// Author and committer of result commits.
package struct CommitIdentity: Sendable, Hashable, Codable {
    package var name: String
    package var email: String

    package init(name: String = "Bunsen", email: String = "bunsen@localhost") {
        self.name = name
        self.email = email
    }
}
