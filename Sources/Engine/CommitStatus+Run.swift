package import RunModel

extension CommitStatus {
    /// What is shown of a run.
    ///
    /// - Parameter queueReason: why it waits, in words.
    package init(of run: Run, progress: JobProgress? = nil, queueReason: String? = nil) {
        let (state, words): (State, String) =
            switch run.state {
            case .accepted: (.pending, queueReason.map { "Waiting: \($0)" } ?? "Waiting")
            case .submitted: (.pending, Self.starting(run, queueReason))
            case .running: (.running, Self.words(of: progress))
            case .publishing: (.running, "Publishing the result")
            case .waiting: (.pending, "Will be tried again: \(run.failure?.message ?? "it did not come to its end")")
            case .succeeded: (.success, Self.success(run))
            case .cached: (.success, "The result was known already")
            case .failed(let reason): (.failure, run.failure?.message ?? reason.rawValue)
            case .cancelled: (.stopped, "Cancelled")
            case .superseded: (.stopped, "A newer push took its place")
            }
        self.init(state: state, description: words, link: nil, run: run.id)
    }

    private static func starting(_ run: Run, _ reason: String?) -> String {
        let place = run.attempts.last.map { "Starting on \($0.executor)" } ?? "Starting"
        return reason.map { "\(place): \($0)" } ?? place
    }

    private static func words(of progress: JobProgress?) -> String {
        guard let stage = progress?.stage else { return "Running" }
        return "Running: \(stage.stage.name), stage \(stage.n) of \(stage.of)"
    }

    private static func success(_ run: Run) -> String {
        let stages = run.report?.stages ?? []
        let ran = stages.count { $0.state == .done }
        return stages.isEmpty ? "Succeeded" : "Succeeded: \(ran) of \(stages.count) stages ran"
    }
}

extension CommitStatus {
    /// What is shown of a sweep.
    package init(of board: Leaderboard) {
        let counts = board.counts
        var words = "\(counts.ended) of \(Figures.count(counts.all, "run")) done"
        if counts.isEnded { words = "\(counts.succeeded) of \(Figures.count(counts.all, "run")) succeeded" }
        if counts.failed > 0 { words += ", \(counts.failed) failed" }
        if counts.cancelled > 0 { words += ", \(counts.cancelled) cancelled" }
        if let best = board.best, let metric = best.metric { words += "; best \(metric.name) \(Figures.value(metric.after))" }
        let state: State =
            if !counts.isEnded {
                counts.ended + counts.running > 0 ? .running : .pending
            } else if counts.failed > 0 {
                .failure
            } else {
                counts.succeeded > 0 ? .success : .stopped
            }
        self.init(state: state, description: words, link: nil)
    }
}
