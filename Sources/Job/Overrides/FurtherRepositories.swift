import FoundationEssentials
import Git
import RunModel

/// Repositories besides the run's own that its commit needs: submodules, and those that `dvc import` names.
///
/// Whoever may push may name any. So the forge token is used for those alone that the service's settings list
/// (`token_reads`), or a pusher could read with it what they may not read themselves. Those that DVC needs are fetched here
/// and handed to it as directories, since it runs where the token is not.
struct FurtherRepositories {
    let spec: JobSpec
    let places: WorkPlaces
    let remote: Git
    let local: Git
    let environment: [String: String]

    private var rewriting: GitRewriting { GitRewriting(spec) }

    /// Submodules of a fresh checkout.
    func checkOutSubmodules(in fresh: Git) async throws {
        guard FileManager.default.fileExists(atPath: "\(places.clone)/.gitmodules") else { return }
        var reader = fresh
        reader.credential = credential
        reader.configuration = rewriting.configuration
        try await reader.run("submodule", "update", "--init", "--recursive", "--quiet")
    }

    /// The repositories that `dvc import` needs the token for; and git's rules for DVC and its stages.
    func prepareImports() async throws {
        var imports: [String: String] = [:]
        for url in try await importedURLs() {
            guard let name = RepositoryName(url: url), spec.tokenReads.contains(name) else { continue }
            let path = "\(places.imports)/\(name)"
            try await bring(url, to: path)
            imports[url] = path
        }
        try rewriting.write(to: places.gitConfiguration, imports: imports, environment: environment)
    }

    /// As `.dvc` files of the commit have them.
    private func importedURLs() async throws -> Set<String> {
        guard remote.credential != nil, !spec.tokenReads.isEmpty else { return [] }
        let found = try await local.attempt("grep", "-h", "-E", "^ +url: ", spec.request.sha.text, "--", "*.dvc")
        return Set(
            found.lines.compactMap { line in
                line.split(separator: ": ", maxSplits: 1).last?.split { " \"'\r".contains($0) }.first.map(String.init)
            })
    }

    private func bring(_ url: String, to path: String) async throws {
        let reader = Git(credential: credential, deadline: remote.deadline, configuration: rewriting.configuration)
        do {
            if FileManager.default.fileExists(atPath: path) {
                try await reader.run("-C", path, "fetch", "--quiet", "--prune")
                return
            }
            // Under another name until it is whole: a kill leaves no half of one.
            try? FileManager.default.removeItem(atPath: "\(path).new")
            try await reader.run("clone", "--quiet", "--mirror", "--", url, "\(path).new")
            try FileManager.default.moveItem(atPath: "\(path).new", toPath: path)
        } catch let error as GitError {
            throw error.failure(task: "Fetching \(url) for `dvc import`")
        }
    }

    /// The token for the run's own repository and for those that the settings list.
    private var credential: GitCredential? {
        let names = [spec.request.repository] + (RepositoryName(url: spec.cloneURL).map { [$0] } ?? []) + spec.tokenReads
        let paths = names.compactMap { name -> String? in
            guard name.text.hasPrefix("\(rewriting.host)/") else { return nil }
            return String(name.text.dropFirst(rewriting.host.count + 1))
        }
        return remote.credential?.limited(to: paths)
    }
}
