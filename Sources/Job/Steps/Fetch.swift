import FoundationEssentials
import Git
import RunModel

/// Step 1: exactly the pushed commit, with full blobs, deep enough for the report's base; and a checkout of it for DVC.
struct Fetch {
    let spec: JobSpec
    let places: WorkPlaces
    let remote: Git
    let local: Git
    let log: JobLogWriter
    let journal: Journal
    let environment: [String: String]

    func run() async throws {
        try await bring()
        try await further.prepareImports()
    }

    private var further: FurtherRepositories {
        FurtherRepositories(spec: spec, places: places, remote: remote, local: local, environment: environment)
    }

    private func bring() async throws {
        if journal.value(of: .fetch) == spec.request.sha.text, try await isWhole(), try await restoreFiles() {
            DeadLocks(places: places).remove()
            await log.note(.info, "going on in the work directory of an earlier attempt")
            return
        }
        do {
            try WorkPlaces.empty(places.clone)
            try WorkPlaces.empty(places.git)
            try await Git().run(["init", "--quiet", "--bare"] + format + [places.git])
            // Pushing and reading back must not wait for housekeeping.
            try await local.run("config", "gc.auto", "0")
            try await fetchCommit()
            try await checkOut()
        } catch let error as GitError {
            throw error.failure(task: "Fetching commit \(spec.request.sha.short) of \(spec.request.repository)")
        }
        try journal.record(.fetch, spec.request.sha.text)
    }

    /// Makes the commit's files what they are in it: a stage, or a person who looked, may have changed them. Lock files stay,
    /// as they tell what is finished.
    ///
    /// - Returns: false where git alone cannot, because Git LFS or submodules have a part in them.
    private func restoreFiles() async throws -> Bool {
        let sha = spec.request.sha.text
        guard try await local.attempt("cat-file", "-e", "\(sha):.gitmodules").status != 0,
            try await local.attempt("grep", "-q", "filter=lfs", sha, "--", ".gitattributes", "*/.gitattributes").status != 0
        else { return false }
        try await local.run("checkout", "--quiet", "--force", sha, "--", ".", ":(exclude,glob)**/dvc.lock")
        return true
    }

    private var format: [String] { spec.request.sha.text.utf8.count == 64 ? ["--object-format=sha256"] : [] }

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

    /// A repository of its own for DVC and the stages, with the commit's files. Nobody has written to it yet, so that git may
    /// still be used in it, with the token too: Git LFS and submodules need it.
    private func checkOut() async throws {
        let fresh = Git(directory: places.clone, credential: remote.credential, deadline: remote.deadline)
        try await fresh.run(["init", "--quiet"] + format)
        try await fresh.run("config", "gc.auto", "0")
        try await fresh.run("remote", "add", "origin", spec.cloneURL)
        // Relative to the directory of objects, so that it holds wherever the work directory is taken.
        try Data("../../../../git/objects\n".utf8).write(to: URL(filePath: "\(places.clone)/.git/objects/info/alternates"))
        if FileManager.default.fileExists(atPath: "\(places.git)/shallow") {
            try FileManager.default.copyItem(atPath: "\(places.git)/shallow", toPath: "\(places.clone)/.git/shallow")
        }
        try await fresh.run("checkout", "--quiet", "--detach", spec.request.sha.text)
        try await further.checkOutSubmodules(in: fresh)
        let attributes = try await fresh.attempt("grep", "-q", "filter=lfs", "--", "*.gitattributes", ".gitattributes")
        if attributes.status == 0 {
            try await local.run("lfs", "install", "--local")
            try await fresh.run("lfs", "install", "--local")
            try await fresh.run("lfs", "pull")
        }
    }

    private func isWhole() async throws -> Bool {
        let there = try await local.attempt("cat-file", "-e", "\(spec.request.sha)^{commit}")
        let head = FileManager.default.contents(atPath: "\(places.clone)/.git/HEAD").map { String(decoding: $0, as: UTF8.self) } ?? ""
        return there.status == 0 && head.hasPrefix(spec.request.sha.text)
    }
}
