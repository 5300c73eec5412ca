package import FoundationEssentials

/// Everything that one attempt is told, as `spec.json`. It holds no secret: those come by descriptor or, for stage
/// secrets, by environment.
package struct JobSpec: Sendable, Equatable, Codable {
    package var run: RunID
    package var key: RunKey
    package var request: RunRequest
    package var attempt: Int
    /// Names this job among all that any executor ever starts; stands in the claim.
    package var job: String
    package var nonce: String
    package var cloneURL: String
    package var destination: Run.Destination
    package var branches: [BranchName]
    /// Where an experiment's result goes in the place of `experiment/SHA7-NAME`.
    package var resultBranch: BranchName?
    package var subject: String
    package var resources: Resources
    /// When the job must have ended by itself.
    package var deadline: Date
    /// Where the job may have waited for its machine: the deadline is so many seconds after its start instead.
    package var secondsFromStart: Int?
    /// Time between asking the pipeline to stop and killing it, in seconds.
    package var graceSeconds: Int
    /// How long a stage must have run before the work of those before it is pushed meanwhile, in seconds.
    package var pushAfterSeconds = 5
    package var commit: CommitIdentity
    package var places: Places
    package var sandbox: SandboxMode
    /// The `dvc` program: a name to look up in PATH, or a path.
    package var dvc: String
    /// How stages are run in a container image, where the commit asks for one.
    package var containers = ContainerSettings()
    /// Who the forge token belongs to and where it may be sent; nil where no token was handed over.
    package var credential: CredentialScope?
    /// Repositories besides the run's own that the token may be used for, to read them.
    package var tokenReads: [RepositoryName] = []
    /// Environment variables whose values must never reach a log (stage secrets).
    package var secretNames: [String]
    /// Where a person finds this attempt's log; the `Bunsen-Log` trailer.
    package var logLocation: String
    /// Only look whether the answer is known; run no stage.
    package var onlyLooks = false
    /// Where it waits for its slot before the first stage; nil where it has it.
    package var gate: Gate?
    /// Earlier attempts of this run may have done what this one finds done.
    package var goesOn = false
    /// The sweep that the run was made for.
    package var sweep: Sweep.Membership?
    /// The pinned choice of GPUs, for `CUDA_VISIBLE_DEVICES`; nil leaves the machine's own.
    package var visibleGPUs: String?
    /// On AWS Batch alone.
    package var account: Account?

    package init(
        run: Run, attempt: Run.Attempt, job: String, deadline: Date, graceSeconds: Int, commit: CommitIdentity,
        places: Places, sandbox: SandboxMode, dvc: String, credential: CredentialScope?, secretNames: [String],
        logLocation: String
    ) {
        self.run = run.id
        key = run.key
        request = run.request
        self.attempt = attempt.number
        self.job = job
        nonce = attempt.nonce
        cloneURL = run.cloneURL
        destination = run.destination
        branches = run.branches
        subject = run.subject
        sweep = run.sweep
        resources = run.resources
        self.deadline = deadline
        self.graceSeconds = graceSeconds
        self.commit = commit
        self.places = places
        self.sandbox = sandbox
        self.dvc = dvc
        self.credential = credential
        self.secretNames = secretNames
        self.logLocation = logLocation
    }

    /// A service that is older than this program, which may have taken the place of its own, leaves out what it does not know.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        run = try fields.decode(RunID.self, forKey: .run)
        key = try fields.decode(RunKey.self, forKey: .key)
        request = try fields.decode(RunRequest.self, forKey: .request)
        attempt = try fields.decode(Int.self, forKey: .attempt)
        job = try fields.decode(String.self, forKey: .job)
        nonce = try fields.decode(String.self, forKey: .nonce)
        cloneURL = try fields.decode(String.self, forKey: .cloneURL)
        destination = try fields.decode(Run.Destination.self, forKey: .destination)
        branches = try fields.decode([BranchName].self, forKey: .branches)
        resultBranch = try fields.decodeIfPresent(BranchName.self, forKey: .resultBranch)
        subject = try fields.decode(String.self, forKey: .subject)
        resources = try fields.decode(Resources.self, forKey: .resources)
        deadline = try fields.decode(Date.self, forKey: .deadline)
        secondsFromStart = try fields.decodeIfPresent(Int.self, forKey: .secondsFromStart)
        graceSeconds = try fields.decode(Int.self, forKey: .graceSeconds)
        pushAfterSeconds = try fields.decodeIfPresent(Int.self, forKey: .pushAfterSeconds) ?? 5
        commit = try fields.decode(CommitIdentity.self, forKey: .commit)
        places = try fields.decode(Places.self, forKey: .places)
        sandbox = try fields.decode(SandboxMode.self, forKey: .sandbox)
        dvc = try fields.decode(String.self, forKey: .dvc)
        containers = try fields.decodeIfPresent(ContainerSettings.self, forKey: .containers) ?? ContainerSettings()
        credential = try fields.decodeIfPresent(CredentialScope.self, forKey: .credential)
        tokenReads = try fields.decodeIfPresent([RepositoryName].self, forKey: .tokenReads) ?? []
        secretNames = try fields.decode([String].self, forKey: .secretNames)
        logLocation = try fields.decode(String.self, forKey: .logLocation)
        onlyLooks = try fields.decodeIfPresent(Bool.self, forKey: .onlyLooks) ?? false
        gate = try fields.decodeIfPresent(Gate.self, forKey: .gate)
        goesOn = try fields.decodeIfPresent(Bool.self, forKey: .goesOn) ?? false
        sweep = try fields.decodeIfPresent(Sweep.Membership.self, forKey: .sweep)
        visibleGPUs = try fields.decodeIfPresent(String.self, forKey: .visibleGPUs)
        account = try fields.decodeIfPresent(Account.self, forKey: .account)
    }

    /// A job that is set up ahead of its slot.
    package struct Gate: Sendable, Equatable, Codable {
        /// It may go on when this file is there.
        package var file: String
        /// So long it waits for it.
        package var waitSeconds: Int
        /// So long it may take from then on.
        package var runSeconds: Int

        package init(file: String, waitSeconds: Int, runSeconds: Int) {
            self.file = file
            self.waitSeconds = waitSeconds
            self.runSeconds = runSeconds
        }
    }

    /// Where the job finds and leaves things on its machine; absolute paths.
    package struct Places: Sendable, Equatable, Codable {
        /// The run's own directory: journal and clone, kept between attempts.
        package var work: String
        /// The content cache of this repository on this host.
        package var cache: String
        /// The virtual environments of this host, a directory each.
        package var environments: String
        /// Written once, last, with temp + rename.
        package var exitFile: String
        /// Hidden from stages where the sandbox works: the service's state, its configuration, its token files.
        package var hidden: [String]

        package init(work: String, cache: String, environments: String, exitFile: String, hidden: [String]) {
            self.work = work
            self.cache = cache
            self.environments = environments
            self.exitFile = exitFile
            self.hidden = hidden
        }

        package init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            work = try fields.decode(String.self, forKey: .work)
            cache = try fields.decode(String.self, forKey: .cache)
            environments = try fields.decodeIfPresent(String.self, forKey: .environments) ?? "\(cache).environments"
            exitFile = try fields.decode(String.self, forKey: .exitFile)
            hidden = try fields.decode([String].self, forKey: .hidden)
        }
    }

    /// Where a forge token may be sent: `https://host` and nothing else.
    package struct CredentialScope: Sendable, Equatable, Codable {
        package var origin: String
        package var user: String

        package init(origin: String, user: String) {
            self.origin = origin
            self.user = user
        }
    }
}
