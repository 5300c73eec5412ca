import Foundation
import Git
import Glibc
import Job
import RunModel

/// Where a repository's hooks lie, and what is there.
struct HookPlace: Sendable {
    /// The repository's real path: its identity.
    let repository: String
    /// The directory of its hooks, `core.hooksPath` respected.
    let directory: String
    /// Hooks of several repositories lie in one directory.
    let isShared: Bool

    var hook: String { "\(directory)/post-receive" }
    var chain: String { "\(directory)/post-receive.d" }
    /// What was there before us.
    var former: String { "\(chain)/00-post-receive" }

    static let mark = "# bunsen: this hook was written by `bunsen hook install`, and goes with `bunsen hook remove`."

    static func find(_ path: String) async throws -> HookPlace {
        let git = Git(directory: path, deadline: .seconds(20))
        let gitDirectory: String
        let hooks: String
        do {
            gitDirectory = try await git.run("rev-parse", "--absolute-git-dir").text
            hooks = try await git.run("rev-parse", "--path-format=absolute", "--git-path", "hooks").text
        } catch {
            throw CommandFailure(
                .usage, code: "no_repository", "\(path) is no git repository: \(error.message).",
                remedy: "Give the path of the repository that is pushed to; on a server that is the bare one.")
        }
        guard let real = RealPath.repository(gitDirectory) else {
            throw CommandFailure(.usage, code: "no_repository", "\(path) cannot be resolved.", remedy: "Give its real path.")
        }
        return HookPlace(repository: real, directory: hooks, isShared: !hooks.hasPrefix(gitDirectory + "/"))
    }

    var isOurs: Bool { (FileManager.default.contents(atPath: hook).map { String(decoding: $0, as: UTF8.self) } ?? "").contains(Self.mark) }

    /// Puts our hook in its place; one that is there already is chained, not replaced.
    func install(_ script: String) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        if !isOurs, Self.exists(hook) {
            guard !Self.exists(former) else {
                throw CommandFailure(
                    .failed, code: "hook_in_the_way", "There are both a post-receive hook and \(former).",
                    remedy: "Move one of them away; those in post-receive.d are run by Bunsen's hook.")
            }
            try FileManager.default.createDirectory(atPath: chain, withIntermediateDirectories: true)
            try Self.move(hook, to: former)
        }
        // Written aside and renamed: a push in this moment finds the old hook or the new one, whole.
        try DurableFile.write(Data(script.utf8), to: hook, mode: 0o755)
    }

    /// Undoes ``install(_:)``; other scripts in `post-receive.d` stay, and stay connected.
    /// - Returns: false where the hook is not ours.
    func remove() throws -> Bool {
        guard isOurs else { return false }
        let others = ((try? FileManager.default.contentsOfDirectory(atPath: chain)) ?? []).filter { $0 != "00-post-receive" }
        if !others.isEmpty {
            // Somebody else relies on the chain: it stays, without us.
            try DurableFile.write(Data(HookScript.chainOnly.utf8), to: hook, mode: 0o755)
            return true
        }
        if Self.exists(former) {
            try Self.move(former, to: hook)
        } else {
            try FileManager.default.removeItem(atPath: hook)
        }
        rmdir(chain)
        return true
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func move(_ from: String, to: String) throws {
        guard rename(from, to) == 0 else { throw FileError(what: to, code: errno) }
    }
}
