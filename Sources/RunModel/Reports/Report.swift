package import FoundationEssentials

/// What a run came to: `report.json`, the git note, and what every rendering is made from.
package struct Report: Sendable, Equatable, Codable {
    /// The version of this shape.
    package var v = 1
    package var run: RunID
    package var key: RunKey
    package var attempt: Int
    /// `succeeded`, `cached`, `failed` or `cancelled`.
    package var outcome: String
    package var failure: Failure?
    package var trigger: Trigger
    package var result: Run.Result?
    package var experiment: String?
    package var stages: [StageOutcome]
    package var metrics: [MetricChange]
    package var params: [ParamChange]
    /// What has changed of the data, by path; nil where it was not compared.
    package var data: [DataChange]?
    /// nil: there are none, or they could not be drawn, and then a remark says why.
    package var plots: Plots?
    /// What the repository's own report command has printed: untrusted, meant as Markdown; see ``setCustom(_:)``.
    package var custom: String?
    /// Where stages have logged to; nil: nowhere.
    package var wandb: [WandbRun]?
    /// What is compared with: the trigger's first parent, or the `base` of `.bunsen.yaml`; nil where there is none.
    package var base: CommitSHA?
    package var times: Times
    package var resources: Usage
    /// What could not be read for this report, in words; never a reason for the run to fail.
    package var remarks: [String]

    package init(run: RunID, key: RunKey, attempt: Int, outcome: String, trigger: Trigger, asked: Resources, times: Times) {
        self.run = run
        self.key = key
        self.attempt = attempt
        self.outcome = outcome
        self.trigger = trigger
        self.times = times
        stages = []
        metrics = []
        params = []
        resources = Usage(asked: asked)
        remarks = []
    }

    /// The commit that asked.
    package struct Trigger: Sendable, Equatable, Codable {
        package var repository: RepositoryName
        package var branch: BranchName?
        package var commit: CommitSHA
        package var subject: String

        package init(repository: RepositoryName, branch: BranchName?, commit: CommitSHA, subject: String) {
            self.repository = repository
            self.branch = branch
            self.commit = commit
            self.subject = subject
        }
    }

    package struct Times: Sendable, Equatable, Codable {
        package var started: Date
        package var ended: Date
        /// In the queue before the first attempt, in seconds; filled in by the service.
        package var queueSeconds: Double?
        /// From the job's start to its end, in seconds.
        package var wallSeconds: Double { ended.timeIntervalSince(started) }

        package init(started: Date, ended: Date, queueSeconds: Double? = nil) {
            self.started = started
            self.ended = ended
            self.queueSeconds = queueSeconds
        }

        enum CodingKeys: String, CodingKey {
            case started, ended
            case queueSeconds = "queue_seconds"
            case wallSeconds = "wall_seconds"
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            started = try container.decode(Date.self, forKey: .started)
            ended = try container.decode(Date.self, forKey: .ended)
            queueSeconds = try container.decodeIfPresent(Double.self, forKey: .queueSeconds)
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(started, forKey: .started)
            try container.encode(ended, forKey: .ended)
            try container.encodeIfPresent(queueSeconds, forKey: .queueSeconds)
            try container.encode(wallSeconds, forKey: .wallSeconds)
        }
    }
}
