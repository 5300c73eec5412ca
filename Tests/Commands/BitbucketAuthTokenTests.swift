import Foundation
import RunModel
import TestKit
import Testing
import Web

@testable import Commands

@Suite("The token in BITBUCKET_AUTH")
struct BitbucketAuthTokenTests {
    private func found(_ text: String, cloning url: String) throws -> (scope: JobSpec.CredentialScope, token: Secret)? {
        let run = try Samples.run()
        let name = try #require(RepositoryName(url: url))
        let sha = try #require(CommitSHA(run.trigger.commit))
        let value = Run(
            id: run.id, request: RunRequest(repository: name, sha: sha), cloneURL: url, destination: .origin, branches: [],
            resources: Resources(), deadlineSeconds: 60, subject: "", acceptedAt: Samples.time, cause: "")
        let spec = JobSpec(
            run: value, attempt: Run.Attempt(number: 1, executor: "local", nonce: "n", submittedAt: Samples.time), job: "j",
            deadline: Samples.time, graceSeconds: 1, commit: CommitIdentity(),
            places: JobSpec.Places(work: "/w", cache: "/c", environments: "/e", exitFile: "/x", hidden: []), sandbox: .auto, dvc: "dvc",
            credential: nil, secretNames: [], logLocation: "")
        return BitbucketAuth.token(from: text, for: spec)
    }

    @Test(
        "goes to bitbucket.org alone, also for an address that a key opens",
        arguments: ["https://bitbucket.org/a/b", "git@bitbucket.org:a/b.git"])
    func own(url: String) throws {
        let found = try #require(try found("me@example.org:to:ken", cloning: url))
        #expect(found.scope == JobSpec.CredentialScope(origin: "https://bitbucket.org", user: "me@example.org"))
        #expect(found.token.reveal() == "to:ken")
    }

    @Test(
        "is none for another host, or without a user",
        arguments: [
            ("me:token", "https://github.com/a/b"), ("me:token", "https://bitbucket.org.example/a/b"),
            ("token", "https://bitbucket.org/a/b"),
        ])
    func none(text: String, url: String) throws {
        #expect(try found(text, cloning: url) == nil)
    }
}
