package import Engine
package import FoundationEssentials
package import RunModel

/// A push that a command hands over: the body of `POST /api/v1/runs`.
package struct HandedPush: Sendable, Codable {
    package var repository: RepositoryName
    package var cloneURL: String
    package var branch: BranchName
    package var sha: CommitSHA
    package var message: String
    package var requestedBy: String?
    package var destination: Run.Destination
    /// What `.bunsen.yaml` at the commit asks for.
    package var resources: ResourceDefaults

    package init(
        repository: RepositoryName, cloneURL: String, branch: BranchName, sha: CommitSHA, message: String,
        requestedBy: String?, destination: Run.Destination, resources: ResourceDefaults = ResourceDefaults()
    ) {
        self.resources = resources
        self.repository = repository
        self.cloneURL = cloneURL
        self.branch = branch
        self.sha = sha
        self.message = message
        self.requestedBy = requestedBy
        self.destination = destination
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            repository: try values.decode(RepositoryName.self, forKey: .repository),
            cloneURL: try values.decode(String.self, forKey: .cloneURL),
            branch: try values.decode(BranchName.self, forKey: .branch),
            sha: try values.decode(CommitSHA.self, forKey: .sha),
            message: try values.decode(String.self, forKey: .message),
            requestedBy: try values.decodeIfPresent(String.self, forKey: .requestedBy),
            destination: try values.decode(Run.Destination.self, forKey: .destination),
            resources: try values.decodeIfPresent(ResourceDefaults.self, forKey: .resources) ?? ResourceDefaults())
    }

    private enum CodingKeys: String, CodingKey {
        case repository, branch, sha, message, destination, resources
        case cloneURL = "clone_url"
        case requestedBy = "requested_by"
    }
}

/// What became of a handed push.
package struct HandedAnswer: Sendable, Codable {
    package enum Kind: String, Sendable, Codable { case taken, sweep, nothing, result, mistakes }

    package var answer: Kind
    /// The run was there already.
    package var known: Bool
    package var run: RunDocument?
    /// Its runs come when its commit has been read.
    package var sweep: SweepDocument?
    package var diagnostics: [Diagnostic]

    package init(_ answer: TakeAnswer) {
        known = false
        diagnostics = []
        switch answer {
        case .taken(let run, let known):
            self.answer = .taken
            self.known = known
            self.run = RunDocument(run)
        case .sweep(let sweep, let known):
            self.answer = .sweep
            self.known = known
            self.sweep = SweepDocument(sweep, Leaderboard(sweep, []))
        case .nothing: self.answer = .nothing
        case .result: self.answer = .result
        case .mistakes(let mistakes):
            self.answer = .mistakes
            diagnostics = mistakes
        }
    }
}

/// `GET /api/v1/runs`
package struct RunList: Sendable, Codable {
    package var runs: [RunDocument]
    package init(runs: [RunDocument]) { self.runs = runs }
}

/// The body of `POST /api/v1/spool`: a file in the spool by its name.
package struct SpoolPoke: Sendable, Codable {
    package var file: String
    package init(file: String) { self.file = file }
}

/// What the pusher is told.
package struct SpoolAnswer: Sendable, Codable {
    package var lines: [String]
    package init(lines: [String]) { self.lines = lines }
}

/// `GET /api/v1/status`
package struct ServiceStatus: Sendable, Codable {
    package var pid: Int32
    package var startedAt: Date
    package var executors: [ExecutorStatus]
    /// Runs that have not ended, by the name of their state.
    package var open: [String: Int]
    package var projects: [String]
    /// When the last authentic delivery of each project came in, since the start; nil from a service that does not tell.
    package var heard: [String: Date]?

    package struct ExecutorStatus: Sendable, Codable {
        package var name: String
        package var capacity: Resources?
        package var free: Resources?
    }

    private enum CodingKeys: String, CodingKey {
        case pid, executors, open, projects, heard
        case startedAt = "started_at"
    }
}
