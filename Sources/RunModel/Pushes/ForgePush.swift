/// One branch that a push has given a new head, as a forge's delivery tells it.
package struct ForgePush: Sendable, Equatable, Codable {
    /// The repository as the forge writes it: `owner/name`, `group/subgroup/name`, `PROJECT/name`.
    package var repository: String
    package var branch: BranchName
    /// Nil for a new branch.
    package var before: CommitSHA?
    package var after: CommitSHA
    /// Byte for byte as it was sent; nil where the delivery has no message for `after`, which is read from git then.
    package var headMessage: String?
    package var created: Bool
    /// Nil where the forge does not say.
    package var forced: Bool?
    package var authorLogin: String?
    package var pusherLogin: String?

    package init(
        repository: String, branch: BranchName, before: CommitSHA?, after: CommitSHA, headMessage: String?, created: Bool,
        forced: Bool?, authorLogin: String?, pusherLogin: String?
    ) {
        self.repository = repository
        self.branch = branch
        self.before = before
        self.after = after
        self.headMessage = headMessage
        self.created = created
        self.forced = forced
        self.authorLogin = authorLogin
        self.pusherLogin = pusherLogin
    }

    private enum CodingKeys: String, CodingKey {
        case repository, branch, before, after, created, forced
        case headMessage = "head_message"
        case authorLogin = "author_login"
        case pusherLogin = "pusher_login"
    }

    /// By hand because a synthesized one leaves out what is nil, and scripts rely on the keys.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(repository, forKey: .repository)
        try container.encode(branch, forKey: .branch)
        try container.encode(before, forKey: .before)
        try container.encode(after, forKey: .after)
        try container.encode(headMessage, forKey: .headMessage)
        try container.encode(created, forKey: .created)
        try container.encode(forced, forKey: .forced)
        try container.encode(authorLogin, forKey: .authorLogin)
        try container.encode(pusherLogin, forKey: .pusherLogin)
    }
}
