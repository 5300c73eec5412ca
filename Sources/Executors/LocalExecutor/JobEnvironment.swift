package import RunModel

/// The environment that a job and its stages see.
package enum JobEnvironment {
    /// - Parameters:
    ///   - service: the service's own environment.
    ///   - passThrough: variables that jobs get although they begin with `BUNSEN_`.
    ///   - secretVariables: those that hold secrets, of this project or of another.
    ///   - stageSecrets: what the service's configuration lets this project's stages see.
    ///   - visibleGPUs: for `CUDA_VISIBLE_DEVICES`; empty hides all.
    package static func make(
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

    /// What stages must not see: the state directory, and all files that a project names as the source of a secret.
    /// - Parameter more: the service's configuration.
    package static func hidden(_ settings: ServiceSettings, _ more: [String]) -> [String] {
        let secrets = Set(sources(of: settings).compactMap { if case .file(let path) = $0 { path } else { nil } })
        return [settings.state] + more + secrets.sorted()
    }

    /// Where the seed had its forge token: a job gets it as one of its project's `secrets`, or not at all.
    private static let bitbucketAuth = "BITBUCKET_AUTH"

    private static func sources(of settings: ServiceSettings) -> [SecretSource] {
        settings.projects.values.flatMap { project in
            (project.token.map { [$0] } ?? []) + project.webhook.secrets + project.secrets.values
        }
    }

    /// What systemd tells a service for itself alone (systemd.exec(5), sd_notify(3)): a stage must not speak in its name.
    private static let ofTheServiceManager: Set<String> = [
        "CREDENTIALS_DIRECTORY", "INVOCATION_ID", "JOURNAL_STREAM", "LISTEN_FDNAMES", "LISTEN_FDS", "LISTEN_PID", "MAINPID",
        "NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC",
    ]
}
