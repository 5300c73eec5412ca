/// What a project says about ``CommitIdentity``; what it leaves out is the service's.
package struct DeclaredCommitIdentity: Sendable, Hashable, Codable {
    package var name: String?
    package var email: String?

    package init(name: String? = nil, email: String? = nil) {
        self.name = name
        self.email = email
    }

    package func completed(by service: CommitIdentity) -> CommitIdentity {
        CommitIdentity(name: name ?? service.name, email: email ?? service.email)
    }
}
