import DVC
import FoundationEssentials
import Git
import RunModel

/// The one commit that a run leaves: what DVC tracks or stages declare, and nothing else.
struct ResultCommit {
    let spec: JobSpec
    let local: Git
    let clone: String
    let index: String

    /// - Returns: the result commit; the trigger itself where a reproduction has changed nothing.
    func make(_ outcome: Reproduce.Outcome, stages: [StageOutcome]) async throws -> CommitSHA {
        let git = local.with(["GIT_INDEX_FILE": index]).with(spec.commit.variables)
        try? FileManager.default.removeItem(atPath: index)
        try await git.run("read-tree", spec.request.sha.text)
        let paths = declared(outcome)
        let there = paths.filter { FileManager.default.fileExists(atPath: "\(clone)/\($0)") }
        if !there.isEmpty {
            try await git.run(["--literal-pathspecs", "add", "--force", "--"] + there)
        }
        let gone = paths.filter { !there.contains($0) }
        if !gone.isEmpty {
            try await git.run(["--literal-pathspecs", "rm", "--cached", "-r", "--quiet", "--ignore-unmatch", "--"] + gone)
        }
        try await dropWhitespaceChanges(in: outcome.parameterFiles, git: git)
        let tree = try await git.run("write-tree").text
        let before = try await git.run("rev-parse", "\(spec.request.sha)^{tree}").text
        if tree == before, !spec.request.experiment { return spec.request.sha }
        let commit = try await git.run(
            "commit-tree", tree, "-p", spec.request.sha.text, "-F", "-", input: message(stages)
        ).text
        guard let sha = CommitSHA(commit) else { throw Malformed(what: "commit", text: commit) }
        return sha
    }

    /// Lock files, outputs that git keeps, the ignore files that DVC writes beside outputs, and what `-S` wrote.
    private func declared(_ outcome: Reproduce.Outcome) -> [String] {
        let walked = outcome.graph.stages.filter { !$0.isDataSource }
        var paths = Set(outcome.graph.lockfiles).union(outcome.parameterFiles)
        for out in walked.flatMap(\.outs) where !out.path.hasPrefix("/") && !out.path.hasPrefix("..") {
            if out.cached {
                let folder = out.path.split(separator: "/").dropLast().joined(separator: "/")
                paths.insert(folder.isEmpty ? ".gitignore" : "\(folder)/.gitignore")
            } else if !out.path.contains("://") {
                paths.insert(out.path)
            }
        }
        return paths.sorted()
    }

    /// DVC writes a parameters file anew to set one value; only lines that say something else are committed.
    private func dropWhitespaceChanges(in files: [String], git: Git) async throws {
        for file in files {
            let patch = try await git.run(
                "diff", "--cached", "-w", "--ignore-blank-lines", "--no-color", "--no-ext-diff", spec.request.sha.text, "--", file)
            try await git.run("reset", "--quiet", spec.request.sha.text, "--", file)
            if patch.text.isEmpty { continue }
            let applied = try await git.attempt(
                "apply", "--cached", "--ignore-whitespace", "--whitespace=nowarn", "-", input: patch.standardOutput)
            // Where the lines moved too far for that, the file as DVC wrote it is right, if not pretty.
            if applied.status != 0 { try await git.run("--literal-pathspecs", "add", "--force", "--", file) }
        }
    }

    private func message(_ stages: [StageOutcome]) -> String {
        let ran = stages.filter { $0.state == .done }.map(\.name)
        let what =
            ran.isEmpty
            ? "no stage ran (\(stages.count) cached or unchanged)"
            : "\(ran.joined(separator: ", ")) (\(ran.count) of \(stages.count) stages ran)"
        var trailers = ["Bunsen-Run: \(spec.run)", "Bunsen-Trigger: \(spec.request.sha)"]
        if let branch = spec.branches.first { trailers.append("Bunsen-Branch: \(branch)") }
        // JSON on one line, so that an argument can never look like a trailer or a directive of its own.
        let json = (try? JSONEncoder.bunsen.encode(spec.request.dvcArgs)) ?? Data()
        trailers.append("Bunsen-Arguments: \(String(decoding: json, as: UTF8.self))")
        trailers.append("Bunsen-Log: \(spec.logLocation)")
        // A blank in front: no line of a user's can look like a directive or a trailer in our commit.
        let own = DVCArguments(spec.request.dvcArgs, experiment: spec.request.experiment).message
        let body = own.map { $0.split(whereSeparator: \.isNewline).map { " \($0)" }.joined(separator: "\n") + "\n\n" } ?? ""
        return "Bunsen run \(spec.run): \(what)\n\n\(body)\(trailers.joined(separator: "\n"))\n"
    }
}
