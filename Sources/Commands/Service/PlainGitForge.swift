import Engine
import Foundation
import Git
import RunModel
import Web

/// Where code is reviewed with git alone: reports are notes on the commits, and files in the state directory.
struct PlainGitForge: Forge {
    let state: StateDirectory
    let live: LiveSettings

    /// git has nothing to show it in.
    func show(_ status: CommitStatus, of run: Run, project: ProjectSettings?) async throws {}

    func post(_ report: Report, for run: Run, project: ProjectSettings?) async throws {
        let encoder = JSONEncoder.bunsen
        let line = try encoder.encode(report)
        let directory = state.run(run.id)
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try DurableFile.write(line, to: "\(directory)/report.json")
        let result = report.result.map(\.commit)
        // A sweep's commit has one note, with the leaderboard: thousands of reports would be too much to fetch.
        let commits =
            (run.sweep == nil ? [run.request.sha] : [])
            + [result].compactMap(\.self).filter { $0 != run.request.sha || run.sweep != nil }
        if commits.isEmpty { return }
        try await notes(run.cloneURL, project).set(line: String(decoding: line, as: UTF8.self), run: run.id, on: commits)
    }

    func source(of sweep: Sweep, project: ProjectSettings?) async throws -> SweepSource {
        let directory = try await ForgeAccess.repository("\(state.repositories)/heads.git")
        let commit = SweepCommit(sweep.sha, in: directory)
        if try await !commit.isThere { try await fetch(sweep, project, into: directory) }
        return try await commit.source(sweep)
    }

    /// Most servers give a commit that is the head of a branch; one that gives none by its name has it on the branch.
    private func fetch(_ sweep: Sweep, _ project: ProjectSettings?, into directory: String) async throws {
        let git = try ForgeAccess.git(project, directory: directory, deadline: .seconds(60))
        let options = ["fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:limit=4m", "--", sweep.cloneURL]
        if try await git.attempt(options + [sweep.sha.text]).status == 0 { return }
        guard let branch = sweep.branches.first else { return }
        try await git.run(options + [branch.ref])
    }

    func branch(_ standings: [Standing], of sweep: Sweep, project: ProjectSettings?) async throws {
        let directory = try await ForgeAccess.repository("\(state.repositories)/heads.git")
        let git = try ForgeAccess.git(project, directory: directory)
        for standing in standings {
            guard let name = standing.experiment, let commit = standing.commit else { continue }
            let experiment = ExperimentRef(base: sweep.sha, name: name)
            try await git.run("fetch", "--quiet", "--no-tags", "--depth=1", "--", sweep.cloneURL, experiment.ref)
            // Moved by nobody but us: one that is there is this result, or somebody else's of the same name.
            if case .refused(let reason) = try await git.swap(
                "refs/heads/\(experiment.branch)", at: sweep.cloneURL, from: nil, to: commit.text)
            {
                throw Failure(
                    .accessDenied, "\(sweep.repository) refused the branch \(experiment.branch): \(reason)",
                    remedy: "Allow the service's token to make branches, or leave `branches=best` out.")
            }
        }
    }

    /// At the end: a leaderboard that still changes belongs on a page.
    func post(_ board: Leaderboard, of sweep: Sweep, project: ProjectSettings?) async throws {
        guard board.counts.isEnded else { return }
        let line = try JSONEncoder.bunsen.encode(SweepDocument(sweep, board))
        try await notes(sweep.cloneURL, project).set(
            line: String(decoding: line, as: UTF8.self), replacing: "\"id\":\"\(sweep.id)\"", as: sweep.id.text, on: [sweep.sha])
    }

    func holdsResult(_ push: TakenPush) async throws -> Bool {
        let refs = try await ForgeAccess.git(push.project, directory: nil, deadline: .seconds(20))
            .remoteRefs(["refs/bunsen/result/*", "refs/heads/bunsen/result/*"], at: push.cloneURL)
        return refs.values.contains(push.sha)
    }

    func defaults(of run: Run, project: ProjectSettings?) async throws -> ResourceDefaults {
        guard let project, let branch = run.branches.first else { return ResourceDefaults() }
        return try await HeadCommit.read(run.request.sha, of: branch, in: project, state).resources
    }

    func post(_ refusal: Refusal, project: ProjectSettings?) async throws {
        let line = String(decoding: try JSONEncoder.bunsen.encode(Refused(refused: refusal)), as: UTF8.self)
        try await notes(refusal.cloneURL, project).set(
            line: line, replacing: "{\"refused\":", as: "refused-\(refusal.sha)", on: [refusal.sha])
    }

    private struct Refused: Encodable { let refused: Refusal }

    private func notes(_ url: String, _ project: ProjectSettings?) async throws -> Notes {
        let directory = try await ForgeAccess.repository("\(state.repositories)/notes.git")
        let settings = live.current
        return Notes(
            git: try ForgeAccess.git(project, directory: directory), url: url,
            identity: project.map { settings.commit(for: $0) } ?? settings.commit)
    }
}
