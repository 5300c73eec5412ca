import Foundation

/// Jobs that really run: the fake is their container agent.
extension FakeBatch {
    /// Starts the next attempt of a job.
    func start(_ id: String) {
        guard let program else { return }
        let launch = withState { state -> (environment: [String: String], log: String, timeout: Double?)? in
            guard var job = state.jobs[id], !job.hasEnded, job.process == nil else { return nil }
            let number = job.attempts.count + 1
            let stream = "acme/default/\(id)-\(number)"
            job.status = "RUNNING"
            job.startedAt = job.startedAt ?? Self.milliseconds
            job.stream = stream
            job.exitCode = nil
            state.jobs[id] = job
            let environment = job.environment.merging(
                ["AWS_BATCH_JOB_ID": id, "AWS_BATCH_JOB_ATTEMPT": "\(number)", "AWS_BATCH_JQ_NAME": Self.queue]) { $1 }
            let timeout = job.request["timeout"]?["attemptDurationSeconds"]?.number.map { $0 <= 60 ? 1 : Double($0) }
            return (environment, log(of: stream), timeout)
        }
        guard let launch else { return }
        do {
            let container = try FakeContainer(program, environment: launch.environment, log: launch.log) { [weak self] code in
                self?.exited(id, code)
            }
            let isTerminated = withState { state in
                state.jobs[id]?.process = container
                return state.jobs[id]?.isTerminated == true
            }
            if isTerminated { container.terminate(after: Self.grace) }
            if let timeout = launch.timeout {
                container.after(timeout) { [weak self] in
                    self?.withState { $0.jobs[id]?.statusReason = "Job attempt duration exceeded timeout" }
                    container.terminate(after: Self.grace)
                }
            }
        } catch {
            withState { state in
                state.jobs[id]?.status = "FAILED"
                state.jobs[id]?.containerReason = "CannotStartContainerError: \(error)"
                state.jobs[id]?.stoppedAt = Self.milliseconds
            }
        }
    }

    /// Takes the machine of a running job away: SIGKILL to all of it.
    ///
    /// - Parameter meanwhile: done when it has gone, and before the next attempt starts.
    package func reclaim(_ id: String, _ meanwhile: @escaping @Sendable () -> Void = {}) {
        let process = withState { state -> FakeContainer? in
            state.jobs[id]?.statusReason = "Host EC2 (instance i-0123456789abcdef0) terminated."
            state.jobs[id]?.betweenAttempts = meanwhile
            return state.jobs[id]?.process
        }
        process?.kill()
    }

    private func exited(_ id: String, _ code: Int) {
        let again = withState { state -> Bool in
            guard var job = state.jobs[id] else { return false }
            job.process = nil
            let isHostGone = job.statusReason?.hasPrefix("Host EC2") == true
            let reason = job.statusReason ?? "Essential container in task exited"
            job.exitCode = isHostGone ? nil : code
            var container: [String: JSON] = ["taskArn": "arn:aws:ecs:us-east-1:123456789012:task/acme/1"]
            if !isHostGone { container["exitCode"] = .number(code) }
            if let stream = job.stream { container["logStreamName"] = .text(stream) }
            job.attempts.append([
                "container": .object(container),
                "startedAt": .number(job.startedAt ?? 0), "stoppedAt": .number(Self.milliseconds), "statusReason": .text(reason),
            ])
            let isTimeout = reason.hasPrefix("Job attempt duration")
            if code != 0 || isHostGone, !job.isTerminated, !isTimeout, Self.triesAgain(job, code: isHostGone ? nil : code, reason) {
                job.status = "RUNNABLE"
                job.statusReason = nil
                state.jobs[id] = job
                return true
            }
            job.status = code == 0 && !isHostGone && !job.isTerminated && !isTimeout ? "SUCCEEDED" : "FAILED"
            job.statusReason = reason
            job.stoppedAt = Self.milliseconds
            state.jobs[id] = job
            return false
        }
        guard again else { return }
        withState { $0.jobs[id]?.betweenAttempts }?()
        start(id)
    }

    private static func triesAgain(_ job: FakeBatchJob, code: Int?, _ reason: String) -> Bool {
        guard job.attempts.count < job.request["retryStrategy"]?["attempts"]?.number ?? 1 else { return false }
        for rule in job.request["retryStrategy"]?["evaluateOnExit"]?.list ?? [] {
            let fits = [
                rule["onExitCode"]?.text.map { pattern in code.map { matches("\($0)", pattern) } ?? false },
                rule["onStatusReason"]?.text.map { matches(reason, $0) },
                rule["onReason"]?.text.map { matches(job.containerReason ?? "", $0) },
            ]
            if fits.allSatisfy({ $0 ?? true }) { return rule["action"]?.text?.uppercased() == "RETRY" }
        }
        // Where none fits, Batch tries again.
        return true
    }

    private static func matches(_ text: String, _ pattern: String) -> Bool {
        pattern.hasSuffix("*") ? text.hasPrefix(pattern.dropLast()) : text == pattern
    }
}
