package import FoundationEssentials
package import RunModel

extension Submission {
    /// What the attempt's job is told, whichever executor starts it.
    ///
    /// - Parameters:
    ///   - job: the job's name among all that any executor ever starts.
    ///   - credential: where the forge token may be sent; nil where the job has none.
    package func spec(
        job: String, at now: Date, places: JobSpec.Places, credential: JobSpec.CredentialScope?, settings: ServiceSettings
    ) -> JobSpec {
        var spec = JobSpec(
            run: run, attempt: attempt, job: job, deadline: now + Double(secondsLeft + (attempt.isAhead == true ? Self.aheadSeconds : 0)),
            graceSeconds: settings.graceSeconds,
            commit: project.map { settings.commit(for: $0) } ?? settings.commit, places: places, sandbox: settings.sandbox,
            dvc: settings.dvc, credential: credential, secretNames: project.map { $0.secrets.keys.sorted() } ?? [],
            logLocation: settings.publicURL.map { "\($0)/runs/\(run.id)" } ?? "bunsen runs logs \(run.id)")
        spec.tokenReads = (project?.tokenReads ?? []).compactMap { RepositoryName($0) }
        spec.containers = settings.containers
        spec.onlyLooks = attempt.onlyLooks == true
        spec.goesOn = run.attempts.dropLast().contains { $0.onlyLooks != true }
        spec.pushAfterSeconds = settings.pushAfterSeconds
        return spec
    }
}
