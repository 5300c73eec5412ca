/// What a service without a file system is told, as JSON in parameters of AWS: one for the service, and one for each project,
/// because a parameter is small. Secrets stand there by their name in SecretsManager.
package struct ParameterSettings: Sendable, Equatable, Codable {
    package var prefix: String?
    package var publicURL: String?
    package var commit: CommitIdentity?
    package var defaults: ResourceDefaults?
    package var supersede: Bool?
    package var graceSeconds: Int?
    package var pushAfterSeconds: Int?
    package var retry: RetrySettings?
    package var batch: [String: BatchSettings]?
    package var queues: [QueueRule]?
    package var limits: QueueLimits?
    package var budget: BudgetSettings?
    package var aliases: [String: String]?

    package init() {}

    private enum CodingKeys: String, CodingKey {
        case prefix, commit, defaults, supersede, retry, batch, queues, limits, budget, aliases
        case publicURL = "public_url"
        case graceSeconds = "grace_seconds"
        case pushAfterSeconds = "push_after_seconds"
    }

    /// With what is not said as it is in a service of its own.
    ///
    /// - Parameter projects: each already checked.
    package func settings(projects: [ProjectSettings]) -> ServiceSettings {
        var settings = ServiceSettings(state: "")
        if let prefix { settings.prefix = prefix }
        settings.publicURL = publicURL
        if let commit { settings.commit = commit }
        if let defaults { settings.defaults = defaults.completed(by: settings.defaults) }
        if let supersede { settings.supersede = supersede }
        if let graceSeconds { settings.graceSeconds = graceSeconds }
        if let pushAfterSeconds { settings.pushAfterSeconds = pushAfterSeconds }
        if let retry { settings.retry = retry }
        settings.batch = batch ?? [:]
        // There is no machine of its own to run jobs on.
        settings.queues = queues ?? [QueueRule(on: settings.batch.keys.sorted())].filter { !$0.on.isEmpty }
        if let limits { settings.limits = limits }
        if let budget { settings.budget = budget }
        settings.aliases = aliases ?? [:]
        settings.projects = Dictionary(projects.map { ($0.name, $0) }) { $1 }
        return settings
    }
}

/// A project of such a service.
package struct ParameterProject: Sendable, Equatable, Codable {
    package var name: String
    package var url: String
    package var repository: String?
    package var aliases: [String]?
    /// The name or ARN of the forge token in SecretsManager.
    package var tokenSecret: String?
    package var email: String?
    package var forge: ForgeKind?
    package var api: String?
    /// Names or ARNs in SecretsManager.
    package var webhookSecrets: [String]?
    package var webhookUUIDs: [String]?
    package var allowUUIDOnly: Bool?
    /// Names of variables that the job definition gives to stages.
    package var secrets: [String]?
    /// Secrets that the job reads for its stages, by their variables.
    package var storedSecrets: [String: StoredSecret]?
    package var defaults: ResourceDefaults?
    package var branches: [String]?
    package var supersede: Bool?
    package var priority: Int?
    package var limits: UsageLimits?
    package var budget: BudgetSettings?
    package var mayName: [String]?
    package var jobDefinition: String?
    package var user: String?

    package init(name: String, url: String) {
        self.name = name
        self.url = url
    }

    private enum CodingKeys: String, CodingKey {
        case name, url, repository, aliases, email, forge, api, secrets, defaults, branches, supersede, priority, limits, budget, user
        case tokenSecret = "token_secret"
        case storedSecrets = "stored_secrets"
        case webhookSecrets = "webhook_secrets"
        case webhookUUIDs = "webhook_uuids"
        case allowUUIDOnly = "allow_uuid_only"
        case mayName = "may_name"
        case jobDefinition = "job_definition"
    }

    /// - Throws: ``Malformed`` for a branch pattern that is none.
    package func project() throws -> ProjectSettings {
        var project = ProjectSettings(
            name: name, url: url, repository: repository, aliases: aliases ?? [], email: email, forge: forge, api: api,
            defaults: defaults ?? ResourceDefaults(),
            branches: try branches?.map { text in
                guard let glob = Glob(text) else { throw Malformed(what: "branch pattern", text: text) }
                return glob
            } ?? [.all], supersede: supersede)
        project.webhook.uuids = webhookUUIDs ?? []
        project.webhook.allowsUUIDOnly = allowUUIDOnly ?? false
        if let user { project.user = user }
        project.priority = priority ?? 0
        project.limits = limits ?? UsageLimits()
        project.budget = budget ?? BudgetSettings()
        project.mayName = mayName
        project.jobDefinition = jobDefinition
        // Their values never pass here: the definition gives them to the job, or the job reads them.
        project.secrets = Dictionary((secrets ?? []).map { ($0, .environment($0)) }) { $1 }
        for (name, secret) in storedSecrets ?? [:] { project.secrets[name] = .stored(secret) }
        return project
    }
}
