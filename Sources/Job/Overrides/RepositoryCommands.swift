package import Git
package import RunModel

/// A repository's own programs: the one in place of `dvc repro`, and the one that writes a section of the report.
///
/// The operator's `ACME_RUN_COMMAND` goes before `.bunsen.yaml`, and that before the scripts that the seed looked for.
package struct RepositoryCommands: Sendable {
    package var run: [String]?
    /// Without the two revisions that it is given.
    var report: [String]?
    /// What follows the two revisions.
    var reportOptions: [String] = []

    /// What runs in place of `dvc repro`.
    ///
    /// - Parameter arguments: of `dvc repro`; each takes the place of an argument `{args}` by itself.
    package func argv(with arguments: [String]) -> [String]? { run?.flatMap { $0 == "{args}" ? arguments : [$0] } }

    static let runScript = "job-run.sh"
    static let reportScript = "diff-report.sh"

    /// - Throws: ``RunModel/Failure`` where the operator's command cannot be read; git's errors.
    package static func find(
        _ settings: CommandSettings, environment: [String: String], at commit: CommitSHA, in git: Git
    ) async throws -> RepositoryCommands {
        var commands = RepositoryCommands(run: try operators(environment) ?? settings.run, report: settings.report)
        guard settings.scripts, commands.run == nil || commands.report == nil else { return commands }
        let scripts = try await scripts(at: commit, in: git)
        if commands.run == nil, scripts.contains(runScript) { commands.run = ["./\(runScript)"] }
        if commands.report == nil, scripts.contains(reportScript) {
            commands.report = ["./\(reportScript)"]
            // As the seed calls it: `dvc metrics diff` is to show all metrics.
            commands.reportOptions = ["--all"]
        }
        return commands
    }

    private static func operators(_ environment: [String: String]) throws -> [String]? {
        guard let text = environment["ACME_RUN_COMMAND"] else { return nil }
        do {
            let argv = try ArgumentText.split(text)
            return argv.isEmpty ? nil : argv
        } catch {
            throw Failure(
                .misconfigured, "The service's ACME_RUN_COMMAND has a quote that is not closed, or ends with a backslash.",
                remedy: "Mend the variable where the service is started, then `bunsen runs retry`.")
        }
    }

    /// Of the commit, not of the work tree: a regular file that git has as executable.
    private static func scripts(at commit: CommitSHA, in git: Git) async throws -> Set<String> {
        let listed = try await git.run("ls-tree", "--full-tree", commit.text, "--", runScript, reportScript)
        return Set(
            listed.lines.filter { $0.hasPrefix("100755 ") }.compactMap { $0.split(separator: "\t").last.map(String.init) })
    }
}
