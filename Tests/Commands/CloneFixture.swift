import RunModel
import TestKit

@testable import Commands

/// A bare repository and a clone of it with one pushed commit.
struct CloneFixture {
    let scratch: ScratchDirectory
    let settings: ServiceSettings
    var bare: String { "\(scratch.path)/project.git" }
    var clone: String { "\(scratch.path)/clone" }

    init() async throws {
        scratch = try ScratchDirectory()
        settings = ServiceSettings(state: "\(scratch.path)/state")
        try await Program.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", bare])
        try await Program.run(["git", "clone", "--quiet", bare, clone])
        try await git("checkout", "--quiet", "-B", "main")
        try scratch.write("lr: 1\n", to: "clone/params.yaml")
        try scratch.write("", to: "clone/sub/file")
        try await commit("Try it\n\nwith words")
        try await git("push", "--quiet", "origin", "main")
    }

    @discardableResult
    func git(_ words: String...) async throws -> String { try await Program.run(["git"] + words, in: clone).trimmed }

    @discardableResult
    func commit(_ message: String) async throws -> String {
        try await git("add", "-A")
        try await git("commit", "--quiet", "--allow-empty", "-m", message)
        return try await git("rev-parse", "HEAD")
    }

    func find(_ revision: String? = nil, in directory: String? = nil, allowsDirty: Bool = false) async throws -> CloneCommit {
        try await CloneCommit.find(revision, in: directory ?? clone, settings: settings, allowsDirty: allowsDirty)
    }

    /// Why it is not found.
    func failure(_ revision: String? = nil, in directory: String? = nil) async throws -> CommandFailure? {
        do {
            _ = try await find(revision, in: directory)
            return nil
        } catch let failure as CommandFailure {
            return failure
        }
    }
}
