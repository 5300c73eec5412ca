import Engine
import Foundation
import RunModel
import TestKit
import Testing

/// An executor under test, with its jobs' program and all it needs.
protocol ExecutorSubject: Sendable {
    var executor: any Executor { get }
    /// Another one that knows only what the first has left behind, as after a restart of the service.
    func restarted() throws -> any Executor
    /// The work directory of a run, as tests see it.
    func work(_ run: Run) -> String
}

/// Every executor takes every test of ``ExecutorConformance``.
enum ExecutorKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case local, batch

    var testDescription: String { rawValue }

    /// Runs `body` with an executor that has no job yet.
    func with(_ body: @escaping @Sendable (any ExecutorSubject) async throws -> Void) async throws {
        switch self {
        case .local: try await body(try LocalSubject())
        case .batch: try await BatchSubject.with { try await body($0) }
        }
    }
}

extension Evidence {
    /// Its process was killed: Docker tells that by a code.
    var isKilled: Bool { signal == 9 || exitCode == 137 }
}

extension ExecutorSubject {
    /// Where a job waits until the test leaves a file.
    func leave(_ name: String, for submission: Submission) throws {
        try Data().write(to: URL(filePath: "\(work(submission.run))/\(name)"))
    }

    /// What a job has left; nil where it has not.
    func left(_ name: String, by submission: Submission) -> String? {
        try? String(contentsOf: URL(filePath: "\(work(submission.run))/\(name)"), encoding: .utf8)
    }

    /// Waits for what a job leaves.
    func awaited(_ name: String, by submission: Submission) async throws -> String {
        try await eventually("the job leaves \(name)") { left(name, by: submission) != nil }
        return left(name, by: submission) ?? ""
    }

    func ended(_ job: String, by executor: (any Executor)? = nil) async throws -> Evidence {
        var last: Evidence?
        try await eventually("\(job) has ended") {
            if case .ended(let evidence) = try await (executor ?? self.executor).observe(job) { last = evidence }
            return last != nil
        }
        guard let last else { throw Malformed(what: "end", text: job) }
        return last
    }

    /// Until it is not only told as ended but its process is known to have gone.
    func collected(_ job: String) async throws -> Evidence {
        var last = try await ended(job)
        try await eventually("the process of \(job) is collected") {
            last = try await ended(job)
            return last.exitCode != nil || last.signal != nil
        }
        return last
    }

    func running(_ job: String, by executor: (any Executor)? = nil) async throws -> JobProgress {
        var last: JobProgress?
        try await eventually("\(job) runs") {
            if case .running(_, let progress) = try await (executor ?? self.executor).observe(job) { last = progress }
            return last != nil
        }
        return last ?? JobProgress()
    }
}

extension Submission {
    /// A run whose job does a piece of Python; see ``StandIn``.
    static func doing(
        _ body: String, before: String = "", resources: Resources = Resources(vcpus: 1, memoryMiB: 64), secondsLeft: Int = 600,
        project: ProjectSettings? = nil, repository: String = "git.example.org/team/project"
    ) throws -> Submission {
        guard let repository = RepositoryName(repository), let sha = CommitSHA(String(repeating: "a", count: 40)) else {
            throw Malformed(what: "test", text: "names")
        }
        var random = SystemRandomNumberGenerator()
        let run = Run(
            id: RunID(at: Date(), using: &random),
            request: RunRequest(repository: repository, sha: sha, dvcArgs: StandIn.arguments(body, before: before)),
            cloneURL: "https://git.example.org/team/project.git", destination: .origin, branches: [], resources: resources,
            deadlineSeconds: secondsLeft, subject: "a test", acceptedAt: Date(), cause: "test")
        let attempt = Run.Attempt(number: 1, executor: "local", nonce: "n0nce", submittedAt: Date())
        return Submission(run: run, attempt: attempt, secondsLeft: secondsLeft, project: project)
    }
}
