import Foundation
import Git
import Job
import RunModel

/// The clone that a command stands in: it reads commits and writes refs, and leaves work tree, index and HEAD alone.
struct WorkingClone: Sendable {
    let git: Git
    let top: String
    let settings: RepositorySettings

    /// The DVC project in it.
    ///
    /// - Throws: `Failure` where there is none.
    var project: String {
        get throws { try DVCProjectDirectory.find(settings.dvcRoot, in: top) }
    }

    /// - Throws: ``CommandFailure`` where the current directory is in no work tree.
    static func required() async throws -> WorkingClone {
        if let clone = try await find() { return clone }
        throw CommandFailure(
            .usage, code: "no_repository", "This directory is in no git work tree.", remedy: "Go to a clone of your project.")
    }

    func commit(_ revision: String) async throws -> CommitSHA {
        // `--end-of-options`: a revision that begins with a dash is none of git's options, but git gives it back before the name.
        let found = try await git.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}")
        guard found.status == 0, let sha = found.lines.last.flatMap({ CommitSHA($0) }) else {
            throw CommandFailure(
                .usage, code: "no_commit", "“\(revision)” is no commit of this clone.",
                remedy: revision == "HEAD" ? "Commit something first." : "Look with `git log`, or fetch it.")
        }
        return sha
    }

    /// Nil where the current directory is in no work tree.
    static func find(in directory: String? = nil) async throws -> WorkingClone? {
        let found = try await Git(directory: directory).attempt("rev-parse", "--show-toplevel")
        guard found.status == 0 else { return nil }
        let top = found.text
        do {
            let file = FileManager.default.contents(atPath: "\(top)/.bunsen.yaml")
            let settings = try file.map { try RepositoryFile.read(Array($0)) } ?? RepositorySettings()
            return WorkingClone(git: Git(directory: top, deadline: .seconds(120)), top: top, settings: settings)
        } catch let failure as Failure {
            throw CommandFailure.of(failure)
        }
    }
}
