import Foundation
import Git
import RunModel

/// What a clone has that the seed's way of running jobs knows otherwise.
struct CloneMigration {
    let top: String
    private let git: Git

    init(top: String) {
        self.top = top
        git = Git(directory: top, deadline: .seconds(60))
    }

    func findings() async throws -> [Finding] {
        let files = try await git.run("ls-files", "--stage", "-z").standardOutput.split(separator: "\0")
        // `100755 HASH 0<TAB>PATH`
        let modes = Dictionary(
            files.compactMap { line in line.firstIndex(of: "\t").map { (String(line[line.index(after: $0)...]), line.prefix(6)) } }
        ) { $1 }
        var findings = script("job-run.sh", of: "the run", modes) + script("diff-report.sh", of: "the report", modes)
        if modes["job-setup.sh"] != nil {
            findings.append(
                .warning(
                    "job-setup.sh", "The commit has a job-setup.sh of its own, which no job calls any more.",
                    remedy: "Remove it: `bunsen job` does what it did."))
        }
        findings += image() + remote() + templates(modes.keys.sorted()) + (try await token())
        return findings
    }

    /// A program of the repository's own counts by its name, as it did; what Bunsen does now it must not do again.
    private func script(_ name: String, of what: String, _ modes: [String: Substring]) -> [Finding] {
        guard let mode = modes[name] else { return [] }
        guard mode == "100755" else {
            return [
                .warning(
                    name, "\(name) is not executable in git, so that it does not count for \(what).",
                    remedy: "git update-index --chmod=+x \(name), or remove it.")
            ]
        }
        let taken = text(name)?.split(separator: "\n", omittingEmptySubsequences: false).enumerated().filter { _, line in
            let words = line.trimmingCharacters(in: .whitespaces)
            return !words.hasPrefix("#") && words.contains(/\b(git (commit|push|fetch|checkout)|dvc (pull|push)|api\.bitbucket\.org)\b/)
        }.map { $0.offset + 1 }
        guard let taken, !taken.isEmpty else { return [.ok(name, "is used for \(what), as it was")] }
        let lines = taken.map(String.init).joined(separator: ", ")
        return [
            .warning(
                name, "\(name) is used for \(what), and does in line \(lines) what Bunsen does itself: fetch, commit, push or comment.",
                remedy: "Remove these lines; or the file, where nothing else is in it: docs/guide/overrides.md.")
        ]
    }

    private func image() -> [Finding] {
        guard let text = text("Dockerfile") else { return [] }
        if text.contains("bunsen") { return [.ok("image", "the Dockerfile has bunsen")] }
        return [
            .warning(
                "image", "The Dockerfile brings no `bunsen`, which jobs start with.",
                remedy: "Two lines: docs/guide/job-image.md. Or mount it from machines: --parameter HostScripts=DIR of both stacks.")
        ]
    }

    /// Jobs reach the place that their role names, and need no keys.
    private func remote() -> [Finding] {
        guard let text = text(".dvc/config") else { return [] }
        var findings: [Finding] = []
        for match in text.matches(of: /(?m)^\s*url\s*=\s*s3:\/\/([^\/\s]+)\/?(\S*)\s*$/) {
            let prefix = match.2.isEmpty ? "" : " --parameter RemotePrefix=\(match.2)"
            findings.append(
                .warning(
                    "remote", "The DVC remote s3://\(match.1)/\(match.2) is not the deployment's own: a job's role reaches that alone.",
                    remedy: "bunsen project add --aws … --parameter RemoteBucket=\(match.1)\(prefix) lets it reach this one instead."))
        }
        if text.contains(/(?m)^\s*(access_key_id|secret_access_key|credentialpath)\s*=/) {
            findings.append(
                .warning(
                    "remote", "The committed .dvc/config has AWS credentials.", remedy: "Remove them, and revoke them: a job has its role.")
            )
        }
        return findings
    }

    private func templates(_ files: [String]) -> [Finding] {
        var findings: [Finding] = []
        for file in files where file.hasSuffix(".yml") || file.hasSuffix(".yaml") {
            guard let text = text(file), text.contains("AWS::Batch::JobDefinition") else { continue }
            findings.append(
                .warning(
                    "template", "\(file) makes a job definition, as project.yaml does now.",
                    remedy: "bunsen project add --aws makes the project's stack. Remove the old one afterwards, and keep its images."))
        }
        if let text = text(".circleci/config.yml"), text.contains("ecr") {
            findings.append(
                .warning(
                    "ci", ".circleci/config.yml pushes images.",
                    remedy: "bunsen project image push and promote do that, tags and all; leave it if you like it."))
        }
        return findings
    }

    /// The token was in everybody's sight.
    private func token() async throws -> [Finding] {
        let found = try await git.attempt("grep", "-l", "-z", "BITBUCKET_AUTH")
        let files = found.status == 0 ? found.standardOutput.split(separator: "\0").joined(separator: ", ") : ""
        guard !files.isEmpty else { return [] }
        return [
            .warning(
                "token", "BITBUCKET_AUTH, which jobs do not have any more, is named in \(files).",
                remedy: "Leave pushes and comments to Bunsen; where stages need it, give it as a secret: docs/guide/overrides.md.")
        ]
    }

    private func text(_ name: String) -> String? {
        guard let data = FileManager.default.contents(atPath: "\(top)/\(name)"), data.count <= 1 << 20 else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
