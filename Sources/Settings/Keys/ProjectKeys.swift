import RunModel

extension Schema<ProjectSettings> {
    /// A project under `projects`, and the content of a file in `projects.d`.
    static let project = Schema([
        .value("url", \.url, .repositoryURL, required: true, "What git fetches from, without credentials."),
        .optional(
            "repository", \.repository, .identity, defaultText: "follows from `url`", "The repository's identity."),
        .nested("aliases", \.aliases, .list(of: .scalar(.identity)), "Further identities of the same repository."),
        .nested(
            "token", \.token, SecretSourceKind.kind, "The forge token, for fetch and publish; stages never see it."),
        .nested(
            "token_reads", \.tokenReads, .list(of: .scalar(.identity)),
            "Further repositories on the same host that the token may be used to read: submodules, and sources of `dvc import`."),
        .optional(
            "email", \.email, .person, defaultText: "none: the token is an access token",
            "Bitbucket Cloud: the e-mail address of the account that an API token belongs to."),
        .optional(
            "forge", \.forge, .choice, defaultText: "by the host of `url`",
            "What kind of forge the repository is on; git alone where it is on none."),
        .optional("api", \.api, .webURL, defaultText: "where such a forge has it", "The address of the forge's API."),
        .table("webhook", \.webhook, .webhook, "How deliveries are known to come from the forge."),
        .value("user", \.user, .text, "The user name that git gives together with the token."),
        .nested(
            "secrets", \.secrets, .stageSecrets,
            "What stages see in their environment: the variable's name and where its value comes from."),
        .table(
            "defaults", \.defaults, .resources(else: "the service's"), "What a job gets when its commit does not say."),
        .nested(
            "branches", \.branches, .list(of: .scalar(.glob), orMore: 1), defaultText: "`[\"**\"]`",
            "The branches that may run: one of the patterns must match."),
        .value("poll", \.poll, .truth, "Whether to look for pushes whose delivery was lost."),
        .optional(
            "shares_cache_with", \.sharesCacheWith, .projectName,
            "Another project whose content cache this one uses too. One pushes the other's run-cache to its own remote."
        ),
        .optional(
            "supersede", \.supersede, .truth, defaultText: "the service's",
            "As the service's `supersede`, for this project."),
        .table("commit", \.commit, .declaredIdentity, "Author and committer of this project's result commits."),
        .value("priority", \.priority, .whole(-100...100), "Runs of projects with a higher one start first."),
        .table("limits", \.limits, .usage(else: "the service's `limits.repository`"), "What its runs may hold at once."),
        .table("budget", \.budget, .budget(else: "the service's"), "What its runs may use in a calendar month (UTC)."),
        .nested(
            "may_name", \.mayName, .list(of: .scalar(.executor), orMore: 1), "The executors that `:ACME_ON:` may name; by default all."),
        .optional(
            "job_definition", \.jobDefinition, .text, defaultText: "as the executor's `definition` says",
            "AWS Batch: the job definition of its jobs: NAME, NAME:REVISION or an ARN."),
    ])

    static func fresh(_ name: String) -> ProjectSettings { ProjectSettings(name: name, url: "") }
}

extension Schema<WebhookSettings> {
    static let webhook = Schema([
        .nested(
            "secrets", \.secrets, .list(of: SecretSourceKind.kind),
            "The secrets that deliveries are signed with: one, or two while one takes the place of the other."),
        .nested(
            "uuids", \.uuids, .list(of: .scalar(.text)),
            "Bitbucket Cloud: the X-Hook-UUIDs of the project's hooks; with a secret a second factor."),
        .value(
            "allow_uuid_only", \.allowsUUIDOnly, .truth,
            "Bitbucket Cloud: take unsigned deliveries that name one of the `uuids`. A UUID is no secret."),
    ])
}

extension Schema<DeclaredCommitIdentity> {
    static let declaredIdentity = Schema([
        .optional("name", \.name, .person, defaultText: "the service's", "The name."),
        .optional("email", \.email, .person, defaultText: "the service's", "The e-mail address."),
    ])
}

extension ValueKind<[String: SecretSource]> {
    static let stageSecrets = map(
        of: SecretSourceKind.stageKind, names: StageSecretName.kind, placeholder: "NAME",
        allowed:
            "a mapping of variable name (none that steers Bunsen, DVC, git or the shell) to one of file: PATH, env: NAME, value: TEXT, aws: NAME"
    )
}

extension ValueKind<[String: ProjectSettings]> {
    static let projects: ValueKind = {
        let one = ValueKind<ProjectSettings>(allowed: Schema.project.allowed) { node, key, reading in
            var project = Schema.fresh("")
            Schema.project.read(node, at: key, into: &project, &reading)
            return project
        } write: { project in
            Schema.project.write(project, fresh: Schema.fresh(project.name)) ?? .block([])
        }
        let all = map(
            of: one, names: .projectName, placeholder: "NAME", allowed: "a mapping of project name to project")
        return ValueKind(
            allowed: all.allowed,
            read: { node, key, reading in
                guard var projects = all.read(node, key, &reading) else { return nil }
                for name in projects.keys { projects[name]?.name = name }
                return projects
            },
            write: all.write)
    }()
}
