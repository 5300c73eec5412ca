import FoundationEssentials
import Git
import RunModel

/// Requirements files at the commit, with all that they include. The files beside the stages are not looked at: a stage of
/// an earlier attempt may have changed them.
struct RequirementFiles {
    let git: Git
    let sha: CommitSHA

    struct File: Equatable {
        /// Relative to the repository's root.
        let path: String
        let text: String
    }

    /// Each file once: those that are named, then those that they include.
    func read(_ names: [String]) async throws -> [File] {
        var files: [File] = []
        var waiting = names.map { (path: $0, from: ".bunsen.yaml") }
        while !waiting.isEmpty {
            let next = waiting.removeFirst()
            guard !files.contains(where: { $0.path == next.path }) else { continue }
            let text = try await text(next.path, from: next.from)
            files.append(File(path: next.path, text: text))
            for include in try RequirementText(file: next.path, text: text).includes() {
                waiting.append((try Self.path(include, besides: next.path), next.path))
            }
        }
        return files
    }

    /// Writes them below a directory, each at its own path, so that they find each other; gives it empty of all else.
    static func lay(_ files: [File], out directory: String) throws {
        if FileManager.default.fileExists(atPath: directory) { try FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for file in files {
            let url = URL(filePath: "\(directory)/\(file.path)")
            try FileManager.default.createDirectory(
                atPath: url.deletingLastPathComponent().path, withIntermediateDirectories: true)
            try Data(file.text.utf8).write(to: url)
        }
    }

    private func text(_ path: String, from includer: String) async throws -> String {
        let entry = try await git.run("--literal-pathspecs", "ls-tree", "--full-tree", sha.text, "--", path).text
        let fields = entry.prefix { $0 != "\t" }.split(separator: " ")
        guard fields.count == 3, fields[0].hasPrefix("100") else {
            let what = fields.isEmpty ? "is not there" : "is no regular file"
            throw Failure(
                .misconfigured, "\(includer) names the requirements file \(path), which \(what) at this commit.",
                remedy: "Commit the file, or mend its name in \(includer), and push again.")
        }
        return try await git.run("cat-file", "blob", String(fields[2])).standardOutput
    }

    /// An included path, which is relative to the file that includes it.
    private static func path(_ include: String, besides file: String) throws(Failure) -> String {
        var parts = Array(file.split(separator: "/").dropLast())
        for part in include.split(separator: "/") where part != "." {
            guard part == ".." else {
                parts.append(part)
                continue
            }
            guard parts.popLast() != nil else {
                throw Failure(
                    .misconfigured, "\(file) includes “\(include)”, which is outside of the repository.",
                    remedy: "Commit that file and include it by its path in the repository.")
            }
        }
        return parts.joined(separator: "/")
    }
}
