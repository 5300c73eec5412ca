import Foundation
import Job
import RunModel
import TestKit
import Testing

/// A repository whose commit needs another one, both behind a token on a server of their own.
private struct TwoRepositories {
    let pipeline: PipelineFixture
    let token = "token-for-tests-\(UUID().uuidString)"
    private var scratch: ScratchDirectory { pipeline.scratch }
    /// The second one's work tree, a DVC project with a file of data.
    var other: String { "\(scratch.path)/other" }

    init() async throws {
        pipeline = try await PipelineFixture.small([:])
        let bare = "\(scratch.path)/lib.git"
        try await Program.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", bare])
        try await Program.run(["git", "clone", "--quiet", bare, other])
        try scratch.write("from the library\n", to: "other/lib.txt")
        try scratch.write("data\n", to: "other/data.txt")
        for words in [
            ["git", "checkout", "--quiet", "-B", "main"], ["dvc", "init", "--quiet"],
            ["dvc", "remote", "add", "--quiet", "-d", "store", "\(scratch.path)/other-remote"], ["dvc", "add", "--quiet", "data.txt"],
            ["dvc", "push", "--quiet"], ["git", "add", "-A"], ["git", "commit", "--quiet", "-m", "A library"],
            ["git", "push", "--quiet", "origin", "main"],
        ] { try await Program.run(words, in: other) }
    }

    /// Runs the job with the token, where the settings let it read `reads`.
    func run(_ reads: [String], _ change: @escaping @Sendable (_ url: String) async throws -> CommitSHA) async throws -> (
        end: JobEnd, log: String
    ) {
        let pipeline = pipeline
        let token = token
        return try await pipeline.serving(token: token) { url in
            let sha = try await change(url)
            var spec = try pipeline.spec(sha)
            spec.cloneURL = url
            spec.credential = JobSpec.CredentialScope(origin: String(url.dropLast("/project.git".count)), user: "x")
            spec.tokenReads = reads.compactMap { RepositoryName($0) }
            var job = JobFixture(pipeline: pipeline)
            job.token = Secret(token)
            job.secrets = [token]
            let end = await job.run(spec)
            #expect(try await Program.result(["grep", "-rl", "--", token, spec.places.work]).output == "")
            return (end, job.log.text)
        }
    }
}

@Suite("Repositories besides the run's own", .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct FurtherRepositoryTests {
    /// A commit with a submodule under an address of the form that only a key opens.
    private static func submodule(_ pipeline: PipelineFixture, _ other: String) async throws -> CommitSHA {
        let head = try await Program.run(["git", "rev-parse", "HEAD"], in: other).trimmed
        try pipeline.scratch.write(
            "[submodule \"lib\"]\n\tpath = lib\n\turl = git@127.0.0.1:lib.git\n", to: "clone/.gitmodules")
        try await pipeline.git("update-index", "--add", "--cacheinfo", "160000,\(head),lib")
        try pipeline.scratch.write("stages:\n  s: {cmd: cat lib/lib.txt > made.txt, outs: [made.txt]}\n", to: "clone/dvc.yaml")
        try FileManager.default.createDirectory(atPath: "\(pipeline.clone)/lib", withIntermediateDirectories: true)
        try await pipeline.git("add", ".gitmodules", "dvc.yaml")
        try await pipeline.git("commit", "--quiet", "-m", "Use the library")
        try await pipeline.git("push", "--quiet", "origin", "HEAD:main")
        return try #require(CommitSHA(try await pipeline.git("rev-parse", "HEAD")))
    }

    @Test("a submodule at git@HOST is fetched by HTTPS, with the token where the settings list it")
    func submodules() async throws {
        let two = try await TwoRepositories()
        let (end, log) = try await two.run(["127.0.0.1/lib"]) { [two] _ in try await Self.submodule(two.pipeline, two.other) }
        #expect(end.outcome == .succeeded, "\(String(describing: end.failure))\n\(log)")
        #expect(end.report?.stages.map(\.state) == [.done])
    }

    @Test("the token is used for no submodule that the settings do not list", arguments: [[], ["127.0.0.1/li", "127.0.0.1/lib2"]])
    func notListed(reads: [String]) async throws {
        let two = try await TwoRepositories()
        let (end, _) = try await two.run(reads) { [two] _ in try await Self.submodule(two.pipeline, two.other) }
        #expect(end.failure?.reason == .accessDenied, "\(String(describing: end.failure))")
    }

    @Test("dvc import reads a private repository that the settings list, and never sees the token", arguments: [true, false])
    func imports(isListed: Bool) async throws {
        let two = try await TwoRepositories()
        let (end, log) = try await two.run(isListed ? ["127.0.0.1/lib"] : []) { [two] _ in
            let clone = two.pipeline.clone
            // Under an address of the form that only a key opens, by rules that the job does not have.
            try two.pipeline.scratch.write(
                "[user]\n\tname = t\n\temail = t@example.org\n[url \"\(two.pipeline.scratch.path)/lib.git\"]\n\tinsteadOf = git@127.0.0.1:lib.git\n",
                to: "rules")
            try await Program.run(
                [
                    "env", "GIT_CONFIG_GLOBAL=\(two.pipeline.scratch.path)/rules", "dvc", "import", "--quiet", "git@127.0.0.1:lib.git",
                    "data.txt",
                ],
                in: clone)
            try two.pipeline.scratch.write(
                "stages:\n  s: {cmd: cat data.txt > made.txt, deps: [data.txt], outs: [made.txt]}\n", to: "clone/dvc.yaml")
            return try await two.pipeline.push("Use the data")
        }
        #expect((end.outcome == .succeeded) == isListed, "\(String(describing: end.failure))\n\(log)")
    }
}
