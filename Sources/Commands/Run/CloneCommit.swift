import Git
import RunModel
import Web

/// The commit that `bunsen run` is asked for, as the clone it stands in knows it.
struct CloneCommit: Sendable {
    let sha: CommitSHA
    let branch: BranchName
    let repository: RepositoryName
    let cloneURL: String
    let destination: Run.Destination
    /// The repository that the clone's `origin` is, whether or not the commit is the tip of one of its branches.
    let origin: RepositoryName?
    let message: String
    let author: String
    let resources: ResourceDefaults
    /// The clone's work tree.
    let top: String
    /// The commit is HEAD, and the work tree has changes that it does not hold.
    let isDirty: Bool

    /// - Parameters:
    ///   - revision: nil for HEAD, whose work tree must then be clean.
    ///   - allowsDirty: for who only looks.
    static func find(
        _ revision: String?, in directory: String?, settings: ServiceSettings, allowsDirty: Bool = false
    ) async throws -> CloneCommit {
        let top: String
        do {
            top = try await Git(directory: directory).run("rev-parse", "--show-toplevel").text
        } catch {
            throw CommandFailure(
                .usage, code: "no_repository", "This directory is in no git work tree.", remedy: "Go to a clone of your project.")
        }
        let git = Git(directory: top, deadline: .seconds(120))
        let sha = try await commit(revision ?? "HEAD", git)
        let changed = try await commit("HEAD", git) == sha ? try await changes(git) : []
        if !allowsDirty { try refuse(changed) }
        let pushed = try await CommitMessage.read(sha, in: top)
        let message = pushed.text
        let author = try await git.attempt("config", "user.name").text
        let current = BranchName(try await git.attempt("symbolic-ref", "--quiet", "--short", "HEAD").text)
        let wanted = [revision.flatMap { BranchName($0) }, current].compactMap(\.self)
        let origin = try await origin(git)
        let name = origin.flatMap { settings.repository(url: $0.url) }
        if let origin, let branch = try await tip(sha, wanted, origin.url, git) {
            guard let name else {
                throw CommandFailure(
                    .usage, code: "bad_origin", "The URL of `origin` names no repository: \(origin.shown).",
                    remedy: "Set it with `git remote set-url origin URL`.")
            }
            return CloneCommit(
                sha: sha, branch: branch, repository: name, cloneURL: origin.url, destination: .origin, origin: name,
                message: message, author: author, resources: pushed.resources, top: top, isDirty: !changed.isEmpty)
        }
        guard let real = RealPath.repository(top), let here = settings.repository(url: real),
            let branch = wanted.first ?? BranchName("detached")
        else {
            throw CommandFailure(.usage, code: "bad_path", "The path of this clone cannot be used: \(top).", remedy: "Move it.")
        }
        return CloneCommit(
            sha: sha, branch: branch, repository: here, cloneURL: real, destination: .experimentRef, origin: name,
            message: message, author: author, resources: pushed.resources, top: top, isDirty: !changed.isEmpty)
    }

    /// The keys of runs that have done this commit's work already: the clone's own, and origin's.
    func keys(_ directives: Directives) -> [RunKey] {
        [origin, repository].compactMap(\.self).map { name in
            RunKey(RunRequest(repository: name, sha: sha, experiment: directives.experiment, dvcArgs: directives.dvcArgs))
        }
    }

    private static func commit(_ revision: String, _ git: Git) async throws -> CommitSHA {
        // `--end-of-options`: a revision that begins with a dash is none of git's options.
        let found = try await git.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}")
        // git gives the option itself back before the name.
        guard found.status == 0, let sha = found.lines.last.flatMap({ CommitSHA($0) }) else {
            throw CommandFailure(
                .usage, code: "no_commit", "“\(revision)” is no commit of this clone.",
                remedy: revision == "HEAD" ? "Commit something first." : "Look with `git log`, or fetch it.")
        }
        return sha
    }

    private static func changes(_ git: Git) async throws -> [String] {
        try await git.run("status", "--porcelain", "--untracked-files=no").lines.map { String($0.dropFirst(3)) }
    }

    private static func refuse(_ changed: [String]) throws {
        guard !changed.isEmpty else { return }
        let names = changed.prefix(5).joined(separator: ", ")
        throw CommandFailure(
            .usage, code: "dirty",
            "The work tree has changes that no commit holds (\(names)\(changed.count > 5 ? ", …" : "")), and a commit is what runs.",
            remedy: "`git commit` them, or put them aside with `git stash`.")
    }

    private struct Origin {
        let url: String
        /// Without what may be a password.
        let shown: String
    }

    private static func origin(_ git: Git) async throws -> Origin? {
        let found = try await git.attempt("remote", "get-url", "origin")
        guard found.status == 0, !found.text.isEmpty else { return nil }
        let url = found.text
        if let scheme = url.firstRange(of: "://") {
            let authority = url[scheme.upperBound...].prefix { $0 != "/" }
            if let at = authority.lastIndex(of: "@"), authority[..<at].contains(":") {
                // A password in a URL would end up in the store.
                let clean = url[..<scheme.upperBound] + url[url.index(after: at)...]
                return Origin(url: String(clean), shown: String(clean))
            }
            if url.hasPrefix("file://") { return local(String(url.dropFirst("file://".count)), git) }
            return Origin(url: url, shown: url)
        }
        // The scp-like form has a colon before its first slash; all else is a path, relative ones to the clone.
        if let colon = url.firstIndex(of: ":"), !url[..<colon].contains("/") { return Origin(url: url, shown: url) }
        return local(url.hasPrefix("/") ? url : "\(git.directory ?? ".")/\(url)", git)
    }

    private static func local(_ path: String, _ git: Git) -> Origin {
        let real = RealPath.repository(path) ?? path
        return Origin(url: real, shown: real)
    }

    /// The branch of origin whose tip the commit is; the wanted ones first.
    private static func tip(_ sha: CommitSHA, _ wanted: [BranchName], _ url: String, _ git: Git) async throws -> BranchName? {
        let refs: [String: CommitSHA]
        do {
            refs = try await git.remoteRefs(["refs/heads/*"], at: "origin")
        } catch {
            throw CommandFailure(
                .failed, code: "origin_unreachable", "Whether the commit is on `origin` cannot be told: \(error.message).",
                remedy: "Try again when \(url) can be reached.")
        }
        let branches = refs.filter { $0.value == sha }.keys.compactMap { BranchName(ref: $0) }.sorted { $0.text < $1.text }
        return wanted.first { branches.contains($0) } ?? branches.first
    }
}
