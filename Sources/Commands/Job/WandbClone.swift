import DVC
import Foundation
import Git
import RunModel

/// The clone that `wandb agent` was started in: which commit of which repository its runs are of. Nothing in it is changed, but
/// that its content cache is used.
struct WandbClone: Sendable {
    let url: String
    let branch: String
    let sha: CommitSHA
    /// DVC's cache of the clone; nil where DVC does not say.
    let cache: String?

    static func find() async throws -> WandbClone {
        let clone = try await WorkingClone.required()
        let sha = try await clone.commit("HEAD")
        let origin = try await clone.git.attempt("remote", "get-url", "origin")
        guard origin.status == 0 else {
            throw CommandFailure(
                .usage, code: "no_origin", "This clone has no `origin`, where results could go.",
                remedy: "Clone the repository, or give --repository and --branch.")
        }
        // A path is relative to the clone; anything else is as git has it.
        let url =
            origin.text.contains(":")
            ? origin.text
            : RealPath.repository(
                origin.text.hasPrefix("/") ? origin.text : "\(clone.top)/\(origin.text)") ?? origin.text
        let isPushed = try await !clone.git.run("for-each-ref", "--count=1", "--contains=\(sha)", "refs/remotes/origin/").text.isEmpty
        guard isPushed else {
            throw CommandFailure(
                .usage, code: "not_pushed", "HEAD (\(sha.short)) is not on `origin`, and what is there is what runs.",
                remedy: "Push it, and start the agent again.")
        }
        let branch = try await clone.git.attempt("symbolic-ref", "--quiet", "--short", "HEAD").text
        return WandbClone(url: url, branch: branch.isEmpty ? "detached" : branch, sha: sha, cache: await cache(of: clone))
    }

    private static func cache(of clone: WorkingClone) async -> String? {
        guard let project = try? clone.project, let program = try? DVCProgram.find("dvc", searchPath: searchPath) else { return nil }
        let said = try? await LookingDriver(dvc: "dvc").run { session, _ in
            try await session.text(of: [program.path, "cache", "dir"], in: project, variables: [:], limit: 4096)
        }
        guard let said, said.exit.code == 0 else { return nil }
        let path = said.text.trimmingCharacters(in: .whitespacesAndNewlines)
        return path.hasPrefix("/") ? path : "\(project)/\(path)"
    }

    private static var searchPath: String { ProcessInfo.processInfo.environment["PATH"] ?? SearchPath.usual }

    func job(of member: WandbMember, cache given: String?, environment: [String: String]) -> DefinitionJob {
        DefinitionJob(
            repository: url, branch: branch, cache: given, environment: environment, sha: sha,
            ownCache: given == nil ? cache : nil, sweep: member)
    }
}
