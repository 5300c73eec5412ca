import Foundation
import Git
import RunModel

/// A job that a definition of the seed's kind starts: it names a repository and a branch, and nobody has written a spec.
struct DefinitionJob {
    /// `NAME`, `ORGANISATION/NAME`, or what git clones.
    let repository: String
    let branch: String
    /// The directory of content caches, a directory in it for each repository.
    let cache: String?
    let environment: [String: String]
    /// The commit; nil: the one that BUNSEN_SHA names, or the branch's tip.
    var sha: CommitSHA?
    /// The content cache; nil: one below `cache`, or of this run alone.
    var ownCache: String?
    /// Nil outside of a sweep of Weights & Biases.
    var sweep: WandbMember?

    /// Bitbucket's, as the seed had it, unless the whole URL is given.
    var url: String {
        if repository.contains(":") || repository.hasPrefix("/") { return repository }
        let path = repository.contains("/") ? repository : "\(environment["BITBUCKET_ORG_NAME"] ?? "acme")/\(repository)"
        return "https://bitbucket.org/\(path).git"
    }

    /// Finds the commit and says what is to be done with it. Attempts of one job of Batch are attempts of one run.
    func spec(_ token: ForgeToken?, now: Date) async throws -> JobSpec {
        guard let name = RepositoryName(url: url), let branch = BranchName(branch) else {
            throw CommandFailure(
                .usage, code: "bad_job", "“\(repository)” and “\(branch)” are no repository and branch.",
                remedy: "Give the job definition's command a repository and a branch.")
        }
        let directives = try directives()
        let commit: Commit
        do {
            commit = try await find(branch, token)
        } catch let error as GitError {
            throw CommandFailure.of(error.failure(task: "Looking for branch \(branch) of \(name)"))
        }
        let request = RunRequest(
            repository: name, sha: commit.sha, experiment: directives.experiment, dvcArgs: directives.dvcArgs)
        let batch = environment["AWS_BATCH_JOB_ID"]
        let number = environment["AWS_BATCH_JOB_ATTEMPT"].flatMap { Int($0) } ?? 1
        var bits = Repeated(bits: UInt64(ContentHash.hexadecimal([batch ?? RunKey(request).hex]).prefix(16), radix: 16) ?? 0)
        let run = Run(
            id: RunID(at: commit.time, using: &bits), request: request, cloneURL: url, destination: .origin, branches: [branch],
            resources: Resources(), deadlineSeconds: Self.deadline, subject: commit.subject, acceptedAt: now, cause: "a job definition")
        let place = FileManager.default.temporaryDirectory.appending(path: "bunsen/\(run.id)").path
        let caches = cache.flatMap { FileManager.default.isWritableFile(atPath: $0) ? "\($0)/\(name.shortName)" : nil }
        let work = "\(place)/work"
        var spec = JobSpec(
            run: run, attempt: Run.Attempt(number: number, executor: "batch", nonce: UUID().uuidString, submittedAt: now),
            job: batch.map { "\($0)/\(number)" } ?? sweep?.job ?? UUID().uuidString, deadline: now + Double(Self.deadline),
            graceSeconds: 25,
            commit: CommitIdentity(),
            places: JobSpec.Places(
                work: work, cache: ownCache ?? caches ?? "\(place)/cache", environments: "\(place)/environments",
                exitFile: "\(place)/exit.json",
                hidden: []),
            sandbox: .auto, dvc: "dvc", credential: token?.scope,
            secretNames: ["WANDB_API_KEY"].filter { environment[$0] != nil }, logLocation: batch.map { "AWS Batch job \($0)" } ?? "")
        spec.goesOn = number > 1
        spec.resultBranch = sweep?.branch
        return spec
    }

    /// A day: nobody has said anything else. Batch's own timeout may be shorter.
    private static let deadline = 86400

    /// What the seed's Lambda wrote into the job's environment.
    private func directives() throws -> Directives {
        guard environment["WANDB_SWEEP_ID"] == nil || sweep != nil else {
            throw CommandFailure(
                .usage, code: "no_parameters",
                "WANDB_SWEEP_ID asks for a run of a sweep of Weights & Biases, and nothing says its parameters.",
                remedy: "Let the agent's command be: bunsen job --sweep ${args_no_hyphens}")
        }
        let isExperiment = sweep == nil && ["", "0"].contains(environment["ACME_RUN_EXP"] ?? "") ? "" : "\n:ACME_RUN_EXP:"
        let arguments = sweep?.arguments ?? (environment["ACME_RUN_ARGS"] ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
        let directives = Directives(message: ":ACME_RUN: \(arguments)\(isExperiment)")
        guard directives.isRunnable else { throw CommandFailure.mistakes(directives.diagnostics, "The job was not started") }
        guard !directives.asksForSweep else {
            throw CommandFailure(
                .usage, code: "one_run", "ACME_RUN_ARGS has a parameter with several values, and this job is one run.",
                remedy: "Give each parameter one value, or let a service run the sweep.")
        }
        return directives
    }

    private struct Commit {
        let sha: CommitSHA
        let time: Date
        let subject: String
    }

    private func find(_ branch: BranchName, _ token: ForgeToken?) async throws -> Commit {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "bunsen-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        try await Git().run("init", "--quiet", "--bare", scratch)
        let git = Git(
            directory: scratch, credential: token.map { GitCredential(scope: $0.scope, token: $0.token) }, deadline: .seconds(120))
        // The pushed commit, where the definition passes it on; the branch may have moved since.
        let wanted = sha?.text ?? environment["BUNSEN_SHA"].flatMap { CommitSHA($0)?.text } ?? branch.ref
        try await git.run("fetch", "--quiet", "--no-tags", "--depth=1", "--", url, "+\(wanted):refs/bunsen-job")
        let lines = try await git.run("log", "-1", "--format=%H%n%ct%n%s", "refs/bunsen-job").lines
        guard lines.count > 1, let sha = CommitSHA(lines[0]), let seconds = Double(lines[1]) else {
            throw GitError(arguments: ["log"], kind: .other, message: "no commit in “\(lines.joined(separator: " / "))”")
        }
        return Commit(sha: sha, time: Date(timeIntervalSince1970: seconds), subject: lines.dropFirst(2).first ?? "")
    }
}

/// No randomness: what makes one name of one thing.
private struct Repeated: RandomNumberGenerator {
    let bits: UInt64
    mutating func next() -> UInt64 { bits }
}
