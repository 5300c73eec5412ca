import AWS
package import Engine
import FoundationEssentials
import RunModel

extension BatchExecutor {
    package func submit(_ submission: Submission) async throws(ExecutorError) -> String {
        let name = JobName.of(submission.run, attempt: submission.attempt.number)
        if let job = submitted[name] { return job }
        // Two calls for one attempt are one job.
        let task = submitting[name] ?? Task { try await self.start(submission, named: name) }
        submitting[name] = task
        defer { submitting[name] = nil }
        do {
            let job = try await task.value
            // Batch's own list may lag behind.
            if submitted.count >= Self.remembered { submitted.removeAll() }
            submitted[name] = job
            return job
        } catch {
            throw Self.refusal(of: name, error)
        }
    }

    private func start(_ submission: Submission, named name: String) async throws -> String {
        if submission.mayBeKnown, let job = try await find(name) { return job }
        let request = try await request(submission, named: name)
        do {
            return try await submit(request)
        } catch let error as AWSError where error.mayHaveHappened {
            // It may be running. It is looked for first; should Batch start a second one all the same, it finds the claim taken.
            for _ in 0..<3 {
                try await pause(2)
                if let job = try await find(name) { return job }
            }
            return try await submit(request)
        }
    }

    private func submit(_ request: SubmitJobRequest) async throws -> String {
        let job = try await batch.submitJob(request).jobId
        seen[job] = SeenJob(job: nil, at: now(), changedAt: now(), isStale: true)
        return job
    }

    /// The job of a name, in whatever state.
    private func find(_ name: String) async throws -> String? {
        var question = ListJobsRequest(jobQueue: queue().queue, filters: [BatchFilter("JOB_NAME", [name])])
        repeat {
            let page = try await batch.listJobs(question)
            // Batch compares names without regard to case.
            if let job = page.jobSummaryList.first(where: { $0.jobName == name }) { return job.jobId }
            question.nextToken = page.nextToken
        } while question.nextToken != nil
        return nil
    }

    private static let longestGrace = 25

    private func request(_ submission: Submission, named name: String) async throws -> SubmitJobRequest {
        let (queue, settings) = (queue(), settings())
        let (run, project) = (submission.run, submission.project)
        let definition = queue.definition(of: run.request.repository, project)
        let shape = try await shape(of: definition)
        let place = "\(queue.work)/\(run.id)"
        var spec = submission.spec(
            job: name, at: now(),
            places: JobSpec.Places(
                work: "\(place)/work", cache: "\(queue.cache)/\(CacheName.of(run.request.repository, project, in: settings))",
                environments: "\(queue.cache)/environments", exitFile: "\(place)/exit-\(submission.attempt.number).json", hidden: []),
            credential: project.flatMap { CredentialScopes.scope(of: $0) }, settings: settings)
        spec.account = JobSpec.Account(
            region: queue.region, failedWork: queue.failedWork(of: run.id), failedGiB: queue.failedGiB,
            secrets: (project?.secrets ?? [:]).compactMapValues { if case .stored(let secret) = $0 { secret } else { nil } })
        spec.secondsFromStart = submission.secondsLeft
        // SIGKILL comes 30 seconds after Batch's SIGTERM, whatever the service would allow.
        spec.graceSeconds = min(Self.longestGrace, spec.graceSeconds)
        var request = SubmitJobRequest(jobName: name, jobQueue: queue.queue, jobDefinition: definition)
        request.parameters = shape.parameters(branch: run.branches.first, repository: run.request.repository)
        request.containerOverrides = shape.overrides(
            run.resources,
            environment: [
                BatchVariable(JobSpec.variable, try spec.variableValue()), BatchVariable("BUNSEN_SHA", run.request.sha.text),
            ])
        request.retryStrategy = BatchRetryStrategy(
            attempts: min(10, max(1, queue.attempts)),
            evaluateOnExit: [
                // It has stopped because it was told to, and goes on elsewhere: its host may outlive it.
                BatchExitRule("RETRY", onExitCode: "75"), BatchExitRule("RETRY", onStatusReason: "Host EC2*"),
                BatchExitRule("EXIT", onReason: "*"),
            ])
        // The job keeps its deadline itself; this is for one that cannot any more.
        request.timeout = BatchTimeout(attemptDurationSeconds: max(60, submission.secondsLeft + 2 * settings.graceSeconds))
        request.tags = ["bunsen:run": run.id.text]
        request.propagateTags = true
        request.shareIdentifier = queue.share
        return request
    }

    /// What a definition takes; asked once in ten minutes.
    private func shape(of definition: String) async throws -> DefinitionShape {
        if let known = definitions[definition], now().timeIntervalSince(known.at) < 600 { return known.shape }
        let isExact = definition.contains(":")
        let found = isExact ? try await batch.describeJobDefinitions([definition]) : try await batch.activeJobDefinitions(named: definition)
        guard let newest = found.max(by: { $0.revision ?? 0 < $1.revision ?? 0 }) else {
            throw Failure(
                .badSubmission, "Batch has no active job definition \(definition).",
                remedy: "Register one, or name another with `job_definition` in the project's settings; then `bunsen runs retry`.")
        }
        let shape = DefinitionShape(newest)
        definitions[definition] = (shape, now())
        return shape
    }
}
