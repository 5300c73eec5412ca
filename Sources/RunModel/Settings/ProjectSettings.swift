/// One repository that the service runs commits of.
package struct ProjectSettings: Sendable, Equatable {
    /// What people call it; `[A-Za-z0-9][A-Za-z0-9._-]*`.
    package var name: String
    /// What git fetches from: a URL without credentials, `user@host:path`, or an absolute path.
    package var url: String
    /// The identity, if it is not the one that follows from ``url``.
    package var repository: String?
    /// Further identities of the same repository.
    package var aliases: [String]
    /// The forge token, for fetch and publish.
    package var token: SecretSource?
    /// Further repositories that the token may be used for, to read submodules and what `dvc import` names.
    package var tokenReads: [String] = []
    /// The user name that git gives together with the token.
    package var user: String
    /// The account's e-mail address, where `token` is a Bitbucket API token; nil for an access token.
    package var email: String?
    /// Where the code is reviewed; nil: what the URL's host says.
    package var forge: ForgeKind?
    /// Where the forge's API is, without a `/` at the end; nil: where such a forge has it.
    package var api: String?
    package var webhook: WebhookSettings
    /// What stages may see in their environment, by variable name.
    package var secrets: [String: SecretSource]
    package var defaults: ResourceDefaults
    /// The branches that may run: one of these must match.
    package var branches: [Glob]
    /// Whether lost deliveries are looked for.
    package var poll: Bool
    /// The project whose content cache this one uses too.
    package var sharesCacheWith: String?
    /// Nil: as the service does.
    package var supersede: Bool?
    package var commit: DeclaredCommitIdentity
    /// Its runs start before those of projects with less.
    package var priority = 0
    package var limits = UsageLimits()
    package var budget = BudgetSettings()
    /// The executors that `:ACME_ON:` may name; nil: all there are.
    package var mayName: [String]?
    /// The job definition of its jobs on AWS Batch; nil: the one that the executor's settings say.
    package var jobDefinition: String?

    package init(
        name: String, url: String, repository: String? = nil, aliases: [String] = [], token: SecretSource? = nil,
        user: String = "x-token-auth", email: String? = nil, forge: ForgeKind? = nil, api: String? = nil,
        webhook: WebhookSettings = WebhookSettings(), secrets: [String: SecretSource] = [:],
        defaults: ResourceDefaults = ResourceDefaults(), branches: [Glob] = [.all], poll: Bool = true,
        sharesCacheWith: String? = nil, supersede: Bool? = nil,
        commit: DeclaredCommitIdentity = DeclaredCommitIdentity()
    ) {
        self.name = name
        self.url = url
        self.repository = repository
        self.aliases = aliases
        self.token = token
        self.user = user
        self.email = email
        self.forge = forge
        self.api = api
        self.webhook = webhook
        self.secrets = secrets
        self.defaults = defaults
        self.branches = branches
        self.poll = poll
        self.sharesCacheWith = sharesCacheWith
        self.supersede = supersede
        self.commit = commit
    }

    package func runs(branch: String) -> Bool { branches.contains { $0.matches(branch) } }
}
