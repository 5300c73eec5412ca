import Git
import RunModel
import TestKit
import Testing

@Suite("Refs of a remote")
struct RefsTests {
    @Test("a compare-and-swap moves a ref only from where it was thought to be")
    func swap() async throws {
        let place = try await Place()
        let git = place.git
        let ref = "refs/bunsen/claim/0123456789abcdef"
        #expect(try await git.swap(ref, at: place.bare, from: nil, to: place.first) == .done)
        #expect(try await git.swap(ref, at: place.bare, from: nil, to: place.second) == .stale)
        #expect(try await git.swap(ref, at: place.bare, from: place.second, to: place.second) == .stale)
        #expect(try await git.remoteRef(ref, at: place.bare)?.text == place.first)
        #expect(try await git.swap(ref, at: place.bare, from: place.first, to: place.second) == .done)
        #expect(try await git.swap(ref, at: place.bare, from: place.second, to: nil) == .done)
        #expect(try await git.remoteRef(ref, at: place.bare) == nil)
    }

    @Test("of ten that create one ref at once, one wins")
    func race() async throws {
        let place = try await Place()
        let answers = try await withThrowingTaskGroup(of: Git.Swap.self) { group in
            for n in 0..<10 {
                group.addTask {
                    try await place.git.swap(
                        "refs/bunsen/result/x", at: place.bare, from: nil, to: n.isMultiple(of: 2) ? place.first : place.second)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let winner = try await place.git.remoteRef("refs/bunsen/result/x", at: place.bare)
        // Those that pushed the very commit that stands there are told "done" too: nothing was overwritten.
        #expect(answers.contains(.done))
        #expect(winner != nil)
        #expect(answers.allSatisfy { $0 == .done || $0 == .stale })
    }

    @Test("a hook's refusal comes back with its own sentence")
    func refused() async throws {
        let place = try await Place()
        try place.scratch.write("#!/bin/sh\necho main is protected, ask Ada >&2\nexit 1\n", to: "bare.git/hooks/pre-receive")
        try await Program.run(["chmod", "+x", "\(place.bare)/hooks/pre-receive"])
        guard case .refused(let sentence) = try await place.git.swap("refs/heads/x", at: place.bare, from: nil, to: place.first) else {
            Issue.record("the push was not refused")
            return
        }
        #expect(sentence.contains("main is protected, ask Ada"))
    }

    @Test("a repository that is not there is told apart from a network that is not there")
    func kinds() async throws {
        let git = Git()
        let missing = await #expect(throws: GitError.self) { try await git.remoteRef("HEAD", at: "/nowhere/at/all") }
        #expect(missing?.kind == .noSuchRepository)
        let unreachable = await #expect(throws: GitError.self) { try await git.remoteRef("HEAD", at: "http://127.0.0.1:9/x.git") }
        #expect(unreachable?.kind == .unreachable)
    }

    /// Two commits and a bare repository.
    struct Place: Sendable {
        let scratch: ScratchDirectory
        let git: Git
        let first: String
        let second: String
        var bare: String { "\(scratch.path)/bare.git" }

        init() async throws {
            scratch = try ScratchDirectory()
            try await Program.run(["git", "init", "--quiet", "--bare", "\(scratch.path)/bare.git"])
            try await Program.run(["git", "init", "--quiet", "\(scratch.path)/work"])
            git = Git(directory: "\(scratch.path)/work", environment: Program.environment)
            try await git.run("commit", "--quiet", "--allow-empty", "-m", "one")
            first = try await git.run("rev-parse", "HEAD").text
            try await git.run("commit", "--quiet", "--allow-empty", "-m", "two")
            second = try await git.run("rev-parse", "HEAD").text
        }
    }
}
