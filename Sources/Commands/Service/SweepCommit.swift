import Engine
import Foundation
import Git
import RunModel
import Settings

/// What a sweep's commit says of it, read from a repository that has the commit.
struct SweepCommit: Sendable {
    let git: Git
    let sha: CommitSHA

    /// - Parameters:
    ///   - directory: of a repository; it may be another user's, and nothing that it holds is run.
    init(_ sha: CommitSHA, in directory: String) {
        git = Git(directory: directory, deadline: .seconds(20), configuration: ["safe.directory=*", "log.showSignature=false"])
        self.sha = sha
    }

    var isThere: Bool {
        get async throws { try await git.attempt("cat-file", "-e", "\(sha)^{commit}").status == 0 }
    }

    /// - Throws: `SweepProblem` where what the commit says cannot be a sweep, `GitError`.
    func source(_ sweep: Sweep) async throws -> SweepSource {
        // Mistakes in it are the job's to tell, as the run's reason.
        let settings = try await file(".bunsen.yaml").flatMap { try? RepositoryFile.read($0) }
        var source = SweepSource(resources: settings?.resources ?? ResourceDefaults())
        if let name = sweep.options.file { source.definition = try await definition(name) }
        // Hydra composes the file anew, with parameters that the commit does not have.
        if try await !usesHydra() {
            for path in sweep.parameterFiles(source.definition) {
                if let bytes = try await file(path) { source.parameters[path] = ParameterNames.read(bytes, file: path) }
            }
        }
        return source
    }

    private func definition(_ name: String) async throws -> SweepDefinition {
        let path = "sweeps/\(name).yaml"
        guard let bytes = try await file(path) else {
            let there = try await git.attempt("ls-tree", "--name-only", sha.text, "sweeps/").lines
                .filter { $0.hasSuffix(".yaml") }.map { String($0.dropFirst("sweeps/".count).dropLast(".yaml".count)) }
            let nearest = NearestName.of(name, among: there).map { " Is `\($0)` meant?" }
            throw SweepProblem(
                "Commit \(sha.short) has no file \(path)." + (nearest ?? (there.isEmpty ? "" : " It has \(there.joined(separator: ", "))."))
            )
        }
        return try SweepFile.read(bytes, file: path)
    }

    private func usesHydra() async throws -> Bool {
        guard let bytes = try await file(".dvc/config") else { return false }
        return String(decoding: bytes, as: UTF8.self).contains("[hydra]")
    }

    private func file(_ path: String) async throws -> [UInt8]? {
        let found = try await git.attempt("cat-file", "blob", "\(sha):\(path)")
        return found.status == 0 ? Array(found.standardOutput.utf8) : nil
    }
}
