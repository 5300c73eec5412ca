import DVC
import Engine
import Foundation
import Git
import RunModel
import Settings
import Web

/// Hands commits straight to the service, which fetches them from the clone; there the results come back as experiments, too.
struct DirectSubmission {
    let clone: WorkingClone
    let loaded: LoadedSettings
    let options: StateOptions
    let progress: Terminal
    /// Whether what was sent before, with other options, is sent anew.
    var again = false

    func send(_ commits: [SubmittedCommit]) async throws -> [SubmitDocument.Experiment] {
        guard let path = RealPath.repository(clone.top), let repository = loaded.settings.repository(url: path) else {
            throw CommandFailure(
                .usage, code: "bad_path", "The path of this clone cannot be used: \(clone.top).", remedy: "Move it.")
        }
        let author = try await clone.git.attempt("config", "user.name").text
        let driver = RunDriver(loaded: loaded, options: options)
        let way = try await driver.way()
        let before = try await SubmittedRecords.all(in: clone.git)
        var experiments: [SubmitDocument.Experiment] = []
        var runs: [RunID] = []
        for commit in commits {
            // With other options it would only run twice.
            let former = again ? nil : before.first { $0.queued == commit.entry.queued.rev }?.commit
            let sha = former ?? commit.sha
            // The job fetches the commit from here, so something must hold it.
            try await SubmittedRecords.keep(sha, of: commit.entry.queued.rev, in: clone.git)
            let pushed = try await CommitMessage.read(sha, in: clone.top)
            let push = HandedPush(
                repository: repository, cloneURL: path, branch: commit.branch, sha: sha, message: pushed.text,
                requestedBy: author.isEmpty ? nil : author, destination: .experimentRef, resources: pushed.resources)
            let answer = try await driver.take(push, way)
            guard answer.answer == .taken, let run = answer.run else {
                throw CommandFailure.mistakes(answer.diagnostics, "\(commit.entry.name) was not started")
            }
            progress.line("\(commit.entry.name): \(answer.known ? "is" : "took") \(run.id)")
            runs.append(run.id)
            experiments.append(SubmitDocument.Experiment(commit, as: sha, branch: nil, state: .handed, run: run.id.text))
        }
        try await finish(runs, way)
        return experiments
    }

    /// Without a service, this process is the engine until all have ended.
    private func finish(_ runs: [RunID], _ way: RunDriver.Way) async throws {
        guard case .own(let own) = way else { return }
        progress.line("no service is up: running here until all have ended")
        let (parts, progress) = (own.parts, progress)
        try await own.run {
            for id in runs {
                try await RunLog(store: parts.store, executors: parts.executors).read(id, follow: true) { line in
                    guard case .run(let run) = line, run.isEnded else { return }
                    progress.line("\(run.id) \(progress.state(run.state))\(run.reason.map { " (\($0))" } ?? "")")
                }
            }
        }
    }
}
