import Engine
import Foundation
import Git
import Logging
import RunModel

/// Takes what hooks have left. A file is removed only when all that follows from it is in the store.
struct Spool: Sendable {
    let directory: String
    let live: LiveSettings
    let engine: Engine
    let logger: Logger

    /// Everything there is, oldest first.
    func drainAll() async {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter {
            $0.hasSuffix(".json") && !$0.hasPrefix(".")
        }
        for name in names.sorted() {
            do {
                _ = try await drain(name)
            } catch {
                logger.warning("a spooled push waits for the next look", metadata: ["file": "\(name)", "error": "\(error)"])
            }
        }
    }

    /// One file by its name; gives the lines for the pusher, nil where there is no such file.
    func drain(_ name: String) async throws -> [String]? {
        let path = "\(directory)/\(name)"
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        guard let push = try? JSONDecoder.bunsen.decode(SpooledPush.self, from: bytes), push.repository.hasPrefix("/") else {
            try setAside(name)
            return []
        }
        live.refresh()
        let lines = try await take(push)
        try? FileManager.default.removeItem(atPath: path)
        return lines
    }

    private func take(_ push: SpooledPush) async throws -> [String] {
        let settings = live.current
        // A hook that several repositories share speaks for those too that nobody has installed.
        guard let path = RealPath.repository(push.repository), let name = settings.repository(url: path),
            let project = settings.project(for: name)
        else {
            logger.info("a push to a repository that is not set up", metadata: ["repository": "\(push.repository)"])
            return []
        }
        var lines: [String] = []
        for ref in push.refs {
            // Tags and deletions never run.
            guard ref.ref.hasPrefix("refs/heads/"), let sha = CommitSHA(ref.new) else { continue }
            guard let branch = BranchName(ref: ref.ref) else {
                lines.append("bunsen: “\(Terminal.plain(String(ref.ref.prefix(100))))” is no branch name that can be run")
                continue
            }
            guard project.runs(branch: branch.text) else { continue }
            guard let commit = try await read(sha, in: path) else { continue }
            let answer = try await engine.take(
                TakenPush(
                    repository: name, cloneURL: project.url, branch: branch, sha: sha, message: commit.text,
                    requestedBy: push.pusher ?? commit.author, resources: commit.resources, project: project))
            lines += PushAnswer.lines(answer, branch: branch)
        }
        return lines
    }

    /// Nil where the commit is not there: nothing that could ever be run.
    private func read(_ sha: CommitSHA, in path: String) async throws -> CommitMessage? {
        do {
            return try await CommitMessage.read(sha, in: path)
        } catch {
            // Only what is known to be missing is given up; all else may be better at the next look.
            let there = try await Git(directory: path, deadline: .seconds(20), configuration: ["safe.directory=*"])
                .attempt("cat-file", "-e", sha.text)
            guard there.status == 1 else { throw error }
            logger.warning("a pushed commit cannot be read", metadata: ["commit": "\(sha)", "error": "\(error)"])
            return nil
        }
    }

    /// Garbage is kept for whoever wonders, and out of the way.
    private func setAside(_ name: String) throws {
        let bad = "\(directory)/bad"
        try FileManager.default.createDirectory(atPath: bad, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: "\(directory)/\(name)", toPath: "\(bad)/\(name)")
        logger.error("a spooled file is no push; it is set aside", metadata: ["file": "\(bad)/\(name)"])
    }
}
