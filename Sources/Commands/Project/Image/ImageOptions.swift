import ArgumentParser
import Foundation
import Git
import RunModel

/// Which image a command is about.
struct ImageOptions: ParsableArguments {
    @Option(help: "The clone.") var directory = "."
    @Option(help: "The project; default: the last part of what the remote `origin` is.") var repository: String?
    @Option(help: "What the names of all parts begin with.") var prefix = "acme"

    /// `acme/digits`
    ///
    /// - Throws: ``CommandFailure`` where nothing says the project.
    func name() async throws(CommandFailure) -> String {
        if let repository { return "\(prefix)/\(Self.plain(repository))" }
        guard let name = await Self.project(of: directory) else {
            throw CommandFailure(
                .usage, code: "no_project", "\(directory) has no git remote `origin` that would say which project this is.",
                remedy: "Give --repository.")
        }
        return "\(prefix)/\(name)"
    }

    /// What the stack of a clone's project calls it; nil where its `origin` does not say.
    static func project(of directory: String) async -> String? {
        let git = Git(directory: directory, deadline: .seconds(20))
        let url = try? await git.run("remote", "get-url", "origin").standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
        return url.flatMap { RepositoryName(url: $0) }.map { plain($0.shortName) }
    }

    /// As `project.yaml` has it: lower case, with "-" for any other character.
    static func plain(_ name: String) -> String {
        String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" })
    }

    /// `dev-` and the commit; with `-changed` where files differ from it, so that nobody takes the image for the commit's.
    func tag() async throws(CommandFailure) -> String {
        let git = Git(directory: directory, deadline: .seconds(60))
        do {
            let sha = try await git.run("rev-parse", "--verify", "HEAD").standardOutput.prefix(12)
            let changes = try await git.run("status", "--porcelain").standardOutput
            return "dev-\(sha)\(changes.isEmpty ? "" : "-changed")"
        } catch {
            throw CommandFailure(
                .usage, code: "no_commit", "\(directory) is no clone with a commit: \(error)",
                remedy: "Call this in a clone, or give --tag.")
        }
    }
}
