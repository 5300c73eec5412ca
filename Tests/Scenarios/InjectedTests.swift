import Foundation
import RunModel
import TestKit
import Testing

/// What a job definition gives by environment, in a container that has nothing else of the service's.
@Suite("Given by a job definition", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct InjectedTests {
    let pipeline: PipelineFixture
    let token = "token-for-tests-\(UUID().uuidString.lowercased().filter { $0 != "-" })"

    init() async throws {
        pipeline = try await PipelineFixture()
        try pipeline.scratch.write(
            """
            cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -c -F -f \(pipeline.scratch.path)/values > leaks.txt
            env | grep -c -e '^BUNSEN_FORGE' -e '^BUNSEN_JOB_SPEC' >> leaks.txt
            echo "in place of a secret: $FOR_STAGES"

            """, to: "clone/spy.sh")
        try pipeline.scratch.write(
            "stages:\n  spy:\n    cmd: sh spy.sh\n    deps: [spy.sh]\n    metrics: [leaks.txt: {cache: false}]\n", to: "clone/dvc.yaml")
    }

    private func job(_ words: [String] = [], _ environment: [String: String], shell: String? = nil) async throws -> Program.Result {
        let command = [BunsenProgram.path, "job"] + words
        let values = ["BUNSEN_JOB_SPEC", "BUNSEN_FORGE_TOKEN"].compactMap { environment[$0] }
        try pipeline.scratch.write(values.joined(separator: "\n") + "\n", to: "values")
        return try await Program.result(
            shell.map { ["sh", "-c", $0, "sh"] + command } ?? command, in: pipeline.scratch.path,
            environment: environment.merging(["TMPDIR": pipeline.scratch.path]) { $1 })
    }

    /// A spec for the repository behind `url`; nothing but the job itself keeps a secret away from stages.
    private func spec(_ sha: CommitSHA, _ url: String, sandbox: SandboxMode = .off) throws -> JobSpec {
        var spec = try pipeline.spec(sha)
        (spec.cloneURL, spec.sandbox) = (url, sandbox)
        return spec
    }

    @Test func `the spec and the token reach no stage, and the result is published with them`() async throws {
        try await pipeline.serving(token: token) { url in
            let sha = try await pipeline.push("Spy")
            let result = try await job(
                [], ["BUNSEN_JOB_SPEC": try spec(sha, url).variableValue(), "BUNSEN_FORGE_TOKEN": token, "FOR_STAGES": "nothing"])
            #expect(result.code == 0, "\(result)")
            #expect(try await pipeline.origin("show", "main:leaks.txt") == "0\n0")
            #expect(!result.output.contains(token) && result.output.contains("in place of a secret: nothing"))
            // The end of the job is told by its last line, whatever becomes of the container's files.
            let last = try #require(result.output.split(separator: "\n").last)
            guard case .event(let event) = JobLog.read(String(last), nonce: "n0nce") else {
                Issue.record("no event: \(last)")
                return
            }
            #expect(event.end?.outcome == .succeeded && event.end?.report?.result != nil)
        }
    }

    @Test func `a wrapper that still shows the token makes the sandbox a condition`() async throws {
        try await pipeline.serving(token: token) { url in
            let sha = try await pipeline.push("Spy")
            let variables = ["BUNSEN_JOB_SPEC": try spec(sha, url).variableValue(), "BUNSEN_FORGE_TOKEN": token]
            // What comes after it keeps the shell from becoming the job.
            let refused = try await job([], variables.merging(["PATH": try withoutBubblewrap()]) { $1 }, shell: "\"$@\"; exit $(($? + 0))")
            #expect(refused.code == 1 && refused.output.contains("bubblewrap does not work here"), "\(refused)")
            #expect(refused.output.contains("can be read in process"))
            #expect(try await pipeline.origin("ls-tree", "--name-only", "main").contains("leaks.txt") == false)
        }
    }

    @Test func `that shows it runs in the sandbox, where no stage reads it`() async throws {
        guard Requirement.program("bwrap") else { return }
        try await pipeline.serving(token: token) { url in
            let sha = try await pipeline.push("Spy")
            let variables = ["BUNSEN_JOB_SPEC": try spec(sha, url).variableValue(), "BUNSEN_FORGE_TOKEN": token]
            let ended = try await job([], variables, shell: "\"$@\"; exit $(($? + 0))")
            #expect(ended.code == 0 && ended.output.contains("can be read in process"), "\(ended)")
            #expect(try await pipeline.origin("show", "main:leaks.txt") == "0\n0")
        }
    }

    @Test(
        "what cannot be used is named, and its value is not repeated",
        arguments: [
            (["BUNSEN_JOB_SPEC": "bm90aGluZw=="], "The job's spec cannot be read: not a BUNSEN_JOB_SPEC"),
            ([:], "The job has no spec"),
            (["BUNSEN_JOB_SPEC": String(repeating: "c2VjcmV0", count: 12_000)], "cannot be read"),
        ] as [([String: String], String)])
    func unusable(environment: [String: String], said: String) async throws {
        let result = try await job([], environment)
        #expect(result.code == 2 && result.error.contains(said), "\(result)")
        #expect(!result.error.contains("bm90aGluZw") && !result.error.contains("c2VjcmV0c2"))
    }

    /// The usual programs but for one, in a directory of links.
    private func withoutBubblewrap() throws -> String {
        let place = "\(pipeline.scratch.path)/programs"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let path = Program.environment["PATH"] ?? ""
        for directory in path.split(separator: ":") {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: String(directory))) ?? [] where name != "bwrap" {
                try? FileManager.default.createSymbolicLink(atPath: "\(place)/\(name)", withDestinationPath: "\(directory)/\(name)")
            }
        }
        return place
    }
}
