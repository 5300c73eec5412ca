package import FoundationEssentials
package import RunModel

/// All that a ``LocalExecutor`` is told of the world.
package struct LocalExecutorConfiguration: Sendable {
    package var name: String
    /// Asked anew for each submission, so that changed projects need no restart.
    package var settings: @Sendable () -> ServiceSettings
    /// The program (an absolute path) and arguments that come before `job --spec FILE`.
    package var program: [String]
    /// The service's environment.
    package var environment: [String: String]
    /// Variables that jobs get although they begin with `BUNSEN_`.
    package var passThrough: Set<String>
    /// Variables that hold secrets of the service, beside those that projects name.
    package var secretVariables: Set<String>
    /// What stages must not see, beside the state and the projects' secret files: configuration.
    package var hidden: [String]
    /// What this machine has; settings may declare otherwise.
    package var detected: LocalSlots
    package var now: @Sendable () -> Date
    /// Seconds after which an attempt that was handed over, and that no process ever began, counts as ended.
    package var startSeconds: Double
    package var enforcesMemory: Bool

    package init(
        name: String = "local", settings: @escaping @Sendable () -> ServiceSettings, program: [String], environment: [String: String],
        passThrough: Set<String> = ["BUNSEN_JOB_PAUSE_AFTER"], secretVariables: Set<String> = [], hidden: [String] = [],
        detected: LocalSlots? = nil, now: @escaping @Sendable () -> Date = { Date() }, startSeconds: Double = 120,
        enforcesMemory: Bool = true
    ) {
        self.name = name
        self.settings = settings
        self.program = program
        self.environment = environment
        self.passThrough = passThrough
        self.secretVariables = secretVariables
        self.hidden = hidden
        self.detected = detected ?? .detected(environment: environment)
        self.now = now
        self.startSeconds = startSeconds
        self.enforcesMemory = enforcesMemory
    }
}
