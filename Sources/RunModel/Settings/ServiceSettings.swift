/// Everything that the operator of the service decides: `bunsen.yaml`, its projects, the environment.
package struct ServiceSettings: Sendable, Equatable {
    /// The directory of everything the service owns; an absolute path.
    package var state: String
    /// Nil: no TCP, only the socket in ``state``.
    package var listen: ListenAddress?
    /// Addresses and networks (CIDR) of proxies whose word on where a request comes from is believed.
    package var trustedProxies: [IPRange] = []
    /// The largest delivery that is read, in MiB.
    package var largestDeliveryMiB = 25
    /// What links in reports begin with, without a `/` at the end.
    package var publicURL: String?
    /// What directives begin with: `ACME` makes `:ACME_RUN:`.
    package var prefix = "ACME"
    package var commit = CommitIdentity()
    package var local = DeclaredLocalSlots()
    /// Every value is set.
    package var defaults = ResourceDefaults.builtIn
    package var poll = PollSettings()
    /// Whether a newer push to a branch takes the place of a run that was not submitted yet.
    package var supersede = false
    package var sandbox = SandboxMode.auto
    /// The user that stages run as; nil: the service's own.
    package var runAs: String?
    /// The program: a name looked up in PATH, or an absolute path.
    package var dvc = "dvc"
    package var containers = ContainerSettings()
    /// Seconds between SIGTERM and SIGKILL.
    package var graceSeconds = 30
    /// How long a stage must have run before the work of those before it goes to the DVC remote meanwhile, in seconds.
    package var pushAfterSeconds = 5
    package var keep = KeepSettings()
    package var retry = RetrySettings()
    package var smtp = SMTPSettings()
    /// By name.
    package var messages: [String: MessageRule] = [:]
    /// Job queues of AWS Batch, by the name of the executor that each is.
    package var batch: [String: BatchSettings] = [:]
    /// Which executors take which runs; where no rule says, the first executor does.
    package var queues: [QueueRule] = []
    package var limits = QueueLimits()
    /// Of each repository.
    package var budget = BudgetSettings()
    /// Repository identities that are other names of a repository: from → to.
    package var aliases: [String: String] = [:]
    /// By name.
    package var projects: [String: ProjectSettings] = [:]

    package init(state: String) {
        self.state = state
    }

    /// What a job of the project gets when its commit and its repository do not say.
    package func resources(for project: ProjectSettings) -> ResourceDefaults {
        project.defaults.completed(by: defaults)
    }

    package func commit(for project: ProjectSettings) -> CommitIdentity {
        project.commit.completed(by: commit)
    }

    package func limits(of project: ProjectSettings?) -> UsageLimits {
        (project?.limits ?? UsageLimits()).completed(by: limits.repository)
    }

    package func budget(of project: ProjectSettings?) -> BudgetSettings {
        (project?.budget ?? BudgetSettings()).completed(by: budget)
    }

    /// The names of all executors, in the order in which they are tried where nothing else says.
    package var executorNames: [String] { [Self.localExecutor] + batch.keys.sorted() }
    package static let localExecutor = "local"

    package func supersedes(in project: ProjectSettings) -> Bool {
        project.supersede ?? supersede
    }
}
