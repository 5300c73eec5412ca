import FoundationEssentials
import Git
import RunModel

/// Step 1: exactly the pushed commit, in a private clone with full blobs, deep enough for the report's base.
struct Fetch {
    let spec: JobSpec
    let remote: Git
    let local: Git
    let log: JobLogWriter
    let journal: Journal
    let clone: String

    func run() async throws {
        if journal.value(of: .fetch) == spec.request.sha.text, try await isWhole() {
            try await makeReady()
            return
        }
        try? FileManager.default.removeItem(atPath: clone)
        try FileManager.default.createDirectory(atPath: clone, withIntermediateDirectories: true)
        do {
            try await local.run("init", "--quiet")
            // Pushing and reading back must not wait for housekeeping.
            try await local.run("config", "gc.auto", "0")
            try await local.run("remote", "add", "origin", spec.cloneURL)
            try await fetchCommit()
            try await remote.run("checkout", "--quiet", "--detach", spec.request.sha.text)
            try await extras()
        } catch let error as GitError {
            throw error.failure(task: "Fetching commit \(spec.request.sha.short) of \(spec.request.repository)")
        }
        try journal.record(.fetch, spec.request.sha.text)
    }

    /// Depth 2 holds the commit and its parents: depth 1 breaks DVC's diffs, a blob filter makes DVC hang.
    private func fetchCommit() async throws {
        let sha = spec.request.sha.text
        let first = try await remote.attempt("fetch", "--quiet", "--no-tags", "--depth=2", "--", spec.cloneURL, sha)
        if first.status == 0 { return }
        let error = GitError(arguments: ["fetch", sha], output: first)
        guard error.kind == .other || error.kind == .noSuchRepository else { throw error }
        // A server that does not serve bare commits: the branches hold it, unless they have all been moved away.
        for branch in spec.branches {
            try await remote.run("fetch", "--quiet", "--no-tags", "--", spec.cloneURL, branch.ref)
            if try await local.attempt("cat-file", "-e", "\(sha)^{commit}").status == 0 { return }
        }
        throw error
    }

    /// Submodules and Git LFS, where the repository has them.
    private func extras() async throws {
        if FileManager.default.fileExists(atPath: "\(clone)/.gitmodules") {
            try await remote.run("submodule", "update", "--init", "--recursive", "--quiet")
        }
        let attributes = try await local.attempt("grep", "-q", "filter=lfs", "--", "*.gitattributes", ".gitattributes")
        if attributes.status == 0 {
            try await local.run("lfs", "install", "--local")
            try await remote.run("lfs", "pull")
        }
    }

    private func isWhole() async throws -> Bool {
        let head = try? await local.attempt("rev-parse", "--verify", "--quiet", "HEAD")
        return head?.status == 0 && head?.text == spec.request.sha.text
    }

    /// An earlier attempt was killed here: its locks are dead, and its pid may by chance be somebody else's by now.
    private func makeReady() async throws {
        let root = "\(clone)"
        for directory in try dvcDirectories(under: root) {
            for name in ["lock", "rwlock", "rwlock.lock"] {
                try? FileManager.default.removeItem(atPath: "\(directory)/tmp/\(name)")
            }
        }
        try? FileManager.default.removeItem(atPath: "\(clone)/.git/index.lock")
        await log.note(.info, "going on in the work directory of an earlier attempt")
    }

    private func dvcDirectories(under root: String) throws -> [String] {
        guard let walk = FileManager.default.enumeratorPaths(root) else { return [] }
        return walk.filter { $0 == ".dvc" || $0.hasSuffix("/.dvc") }.map { "\(root)/\($0)" }
    }
}

extension FileManager {
    /// Relative paths below a directory, at most three levels deep: where `.dvc` directories are.
    fileprivate func enumeratorPaths(_ root: String) -> [String]? {
        func below(_ prefix: String, _ depth: Int) -> [String] {
            guard depth > 0, let names = try? contentsOfDirectory(atPath: prefix.isEmpty ? root : "\(root)/\(prefix)") else { return [] }
            return names.flatMap { name -> [String] in
                let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
                return [path] + (name == ".git" || name == ".dvc" ? [] : below(path, depth - 1))
            }
        }
        return below("", 3)
    }
}
