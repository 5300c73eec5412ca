package import RunModel

/// The environment that a job and its stages see.
package enum JobEnvironment {
    /// - Parameters:
    ///   - service: the service's own environment.
    ///   - passThrough: variables that jobs get although they begin with `BUNSEN_`.
    ///   - secretVariables: those that hold secrets, of this project or of another.
    ///   - stageSecrets: what the service's configuration lets this project's stages see.
    ///   - visibleGPUs: for `CUDA_VISIBLE_DEVICES`; empty hides all.
    static func make(
        from service: [String: String], passThrough: Set<String>, secretVariables: Set<String>, stageSecrets: [String: Secret],
        visibleGPUs: String, job: String
    ) -> [String: String] {
        var environment = service.filter { name, _ in
            guard !secretVariables.contains(name), !ofTheServiceManager.contains(name), name != bitbucketAuth else { return false }
            return !name.hasPrefix("BUNSEN_") || passThrough.contains(name)
        }
        for (name, secret) in stageSecrets { environment[name] = secret.reveal() }
        environment["CUDA_VISIBLE_DEVICES"] = visibleGPUs
        environment[LocalJob.markVariable] = job
        return environment
    }

    /// All variables that a project names as the source of a secret.
    package static func secretVariables(of settings: ServiceSettings) -> Set<String> {
        Set(sources(of: settings).compactMap { if case .environment(let name) = $0 { name } else { nil } })
    }

    /// All files that a project names as the source of a secret.
    static func secretFiles(of settings: ServiceSettings) -> [String] {
        Set(sources(of: settings).compactMap { if case .file(let path) = $0 { path } else { nil } }).sorted()
    }

    /// Where the seed had its forge token: a job gets it as one of its project's `secrets`, or not at all.
    private static let bitbucketAuth = "BITBUCKET_AUTH"

    private static func sources(of settings: ServiceSettings) -> [SecretSource] {
        settings.projects.values.flatMap { project in (project.token.map { [$0] } ?? []) + project.secrets.values }
    }

    /// What systemd tells a service for itself alone (systemd.exec(5), sd_notify(3)): a stage must not speak in its name.
    private static let ofTheServiceManager: Set<String> = [
        "CREDENTIALS_DIRECTORY", "INVOCATION_ID", "JOURNAL_STREAM", "LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "MAINPID",
        "NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC",
    ]
}
