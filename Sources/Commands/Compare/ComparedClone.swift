import Foundation
import Git
import Job
import RunModel

/// The clone that a comparison reads commits from.
struct ComparedClone: Sendable {
    let git: Git
    let top: String
    let settings: RepositorySettings

    /// The DVC project in it.
    ///
    /// - Throws: `Failure` where there is none.
    var project: String {
        get throws { try DVCProjectDirectory.find(settings.dvcRoot, in: top) }
    }

    /// Nil where the current directory is in no work tree.
    static func find(in directory: String? = nil) async throws -> ComparedClone? {
        let found = try await Git(directory: directory).attempt("rev-parse", "--show-toplevel")
        guard found.status == 0 else { return nil }
        let top = found.text
        do {
            let file = FileManager.default.contents(atPath: "\(top)/.bunsen.yaml")
            let settings = try file.map { try RepositoryFile.read(Array($0)) } ?? RepositorySettings()
            return ComparedClone(git: Git(directory: top, deadline: .seconds(120)), top: top, settings: settings)
        } catch let failure as Failure {
            throw CommandFailure.of(failure)
        }
    }
}
