import Foundation
import RunModel
import TestKit
import Testing

@testable import Commands

@Suite("A job on Batch")
struct BatchHostTests {
    @Test("has its whole time from its start on, however long it waited; two of one spec are not alike")
    func own() async throws {
        let scratch = try ScratchDirectory()
        let start = Date(timeIntervalSince1970: 1_700_000_000)
        let spec = try spec(in: scratch, submittedAt: start - 86_400, seconds: 600)
        let owned = try await owned(spec, job: "one", attempt: 1, start)
        #expect(owned.deadline == start + 600 && !owned.goesOn)
        let other = try await self.owned(spec, job: "two", attempt: 2, start)
        #expect(other.goesOn && other.job != owned.job && other.places.work != owned.places.work)
        // What an older service has written keeps its deadline.
        var older = spec
        older.secondsFromStart = nil
        #expect(try await self.owned(older, job: "one", attempt: 1, start).deadline == spec.deadline)
    }

    private func owned(_ spec: JobSpec, job: String, attempt: Int, _ start: Date) async throws -> JobSpec {
        let host = try #require(BatchHost(["AWS_BATCH_JOB_ID": job, "AWS_BATCH_JOB_ATTEMPT": "\(attempt)"]))
        return await host.own(spec, startedAt: start)
    }

    private func spec(in scratch: ScratchDirectory, submittedAt: Date, seconds: Int) throws -> JobSpec {
        let id = try #require(RunID("r-20231114T221320-aaaaaaaa"))
        let repository = try #require(RepositoryName("forge.example/a/b"))
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        let run = Run(
            id: id, request: RunRequest(repository: repository, sha: sha), cloneURL: "https://forge.example/a/b", destination: .origin,
            branches: [], resources: Resources(), deadlineSeconds: seconds, subject: "", acceptedAt: submittedAt, cause: "test")
        var spec = JobSpec(
            run: run, attempt: Run.Attempt(number: 1, executor: "gpu", nonce: "n", submittedAt: submittedAt), job: "name",
            deadline: submittedAt + Double(seconds), graceSeconds: 1, commit: CommitIdentity(),
            places: JobSpec.Places(
                work: "\(scratch.path)/work", cache: "\(scratch.path)/cache", environments: "\(scratch.path)/environments",
                exitFile: "\(scratch.path)/exit.json", hidden: []),
            sandbox: .auto, dvc: "dvc", credential: nil, secretNames: [], logLocation: "")
        spec.secondsFromStart = seconds
        return spec
    }
}
