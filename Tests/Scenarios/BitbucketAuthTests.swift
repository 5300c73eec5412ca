import Foundation
import RunModel
import TestKit
import Testing

@Suite("BITBUCKET_AUTH", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct BitbucketAuthTests {
    /// Writes how often it finds the credential in the environment of any process, and in its own.
    private static func spy(_ id: String) -> String {
        """
        cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -c '[m]e:s3cret-\(id)' > leaks.txt
        echo "${BITBUCKET_AUTH:-unset}" >> leaks.txt

        """
    }

    private static func leaks(_ change: (inout JobSpec) -> Void) async throws -> (text: String, log: String) {
        let pipeline = try await PipelineFixture()
        let id = UUID().uuidString
        try pipeline.scratch.write(spy(id), to: "clone/spy.sh")
        try pipeline.scratch.write(
            "stages:\n  spy:\n    cmd: sh spy.sh\n    metrics: [leaks.txt: {cache: false}]\n",
            to: "clone/dvc.yaml")
        let sha = try await pipeline.push("Spy")
        var spec = try pipeline.spec(sha)
        // Without a sandbox nothing but the job itself keeps the variable away.
        spec.sandbox = .off
        change(&spec)
        let secret = "me:s3cret-\(id)"
        let log = LogOf()
        try await JobProcess.run(spec, in: pipeline, environment: ["BITBUCKET_AUTH": secret]) { job in
            try await eventually("the job ends") { job.log.contains("\"outcome\"") }
            await log.set(job.log)
        }
        let text = try await pipeline.origin("show", "main:leaks.txt")
        return (text.replacing(secret, with: "SECRET"), await log.text)
    }

    private actor LogOf {
        var text = ""
        func set(_ text: String) { self.text = text }
    }

    @Test func `of a job definition reaches no stage: the job takes it out of its environment`() async throws {
        let (text, log) = try await Self.leaks { _ in }
        #expect(text == "0\nunset", "\(log)")
    }

    @Test func `is there for stages where the project's secrets have it, and in no log`() async throws {
        let (text, log) = try await Self.leaks { $0.secretNames = ["BITBUCKET_AUTH"] }
        #expect(text.hasSuffix("\nSECRET"), "\(log)")
        #expect(!log.contains("s3cret-"))
    }
}
