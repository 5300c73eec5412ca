import Foundation
package import RunModel

extension PipelineFixture {
    /// What a service would tell the job of one commit. Another `state` stands for another machine.
    package func spec(
        _ sha: CommitSHA, arguments: [String] = [], experiment: Bool = false, attempt: Int = 1, state: String = "state",
        branches: [String] = ["main"], run: RunID? = nil
    ) throws -> JobSpec {
        guard let repository = RepositoryName(url: bare) else { throw Malformed(what: "repository", text: bare) }
        let request = RunRequest(repository: repository, sha: sha, experiment: experiment, dvcArgs: arguments)
        var random = SystemRandomNumberGenerator()
        let id = run ?? RunID(at: Date(), using: &random)
        let value = Run(
            id: id, request: request, cloneURL: bare, destination: .origin, branches: branches.compactMap { BranchName($0) },
            resources: Resources(), deadlineSeconds: 600, subject: "a test", acceptedAt: Date(), cause: "test")
        let directory = "\(scratch.path)/\(state)"
        return JobSpec(
            run: value, attempt: Run.Attempt(number: attempt, executor: "local", nonce: "n0nce", submittedAt: Date()),
            job: "\(id)/\(attempt)/\(state)", deadline: Date() + 600, graceSeconds: 6, commit: CommitIdentity(),
            places: JobSpec.Places(
                work: "\(directory)/runs/\(id)/work", cache: "\(directory)/cache", environments: "\(directory)/environments",
                exitFile: "\(directory)/exit.json",
                hidden: [directory]),
            sandbox: .auto, dvc: "dvc", credential: nil, secretNames: [], logLocation: "test")
    }
}
