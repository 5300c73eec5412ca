import FoundationEssentials
package import RunModel

/// What a forge's API is shown so that it knows who asks. Each forge wants the token in a place of its own.
package enum ForgeCredential: Sendable, Equatable {
    case bearer(Secret)
    case basic(user: String, Secret)
    /// GitLab's `PRIVATE-TOKEN`, which takes personal, group and project access tokens alike.
    case privateToken(Secret)
    /// Gitea's `Authorization: token …`.
    case token(Secret)

    /// A project's token in the form that its forge wants; nil for a forge that nothing is written to.
    ///
    /// - Parameter email: the account's address where `token` is a Bitbucket API token, which is Basic; without one it is taken
    ///   for a repository access token, which is Bearer.
    package init?(kind: ForgeKind, token: Secret, email: String? = nil) {
        switch (kind, email) {
        case (.github, _): self = .bearer(token)
        case (.gitlab, _): self = .privateToken(token)
        case (.bitbucket, let email?): self = .basic(user: email, token)
        case (.bitbucket, nil): self = .bearer(token)
        case (.gitea, _), (.forgejo, _): self = .token(token)
        case (.bitbucketDC, _): return nil
        }
    }

    var header: (name: String, value: String) {
        switch self {
        case .bearer(let secret): ("authorization", "Bearer \(secret.reveal())")
        case .basic(let user, let secret):
            ("authorization", "Basic \(Data("\(user):\(secret.reveal())".utf8).base64EncodedString())")
        case .privateToken(let secret): ("private-token", secret.reveal())
        case .token(let secret): ("authorization", "token \(secret.reveal())")
        }
    }

    /// A forge's answer may echo what it was sent: the token, bare or as the header had it, is taken out of the text.
    func redacted(_ text: String) -> String {
        let secret =
            switch self {
            case .bearer(let secret), .basic(_, let secret), .privateToken(let secret),
                .token(let secret):
                secret.reveal()
            }
        let sent = header.value.split(separator: " ").last.map(String.init) ?? ""
        return [secret, sent].reduce(text) {
            $1.isEmpty ? $0 : $0.replacing($1, with: Secret("").description)
        }
    }
}
