import RunModel
import TestKit
import Testing

@testable import Commands

@Suite("What `bunsen run` takes for a revision")
struct CloneRevisionTests {
    @Test(
        "tags, abbreviations and names that look like options are commits",
        arguments: ["v1", "v2", "{short}", "-x", "--all", "HEAD^", "main~1"])
    func commits(revision: String) async throws {
        let house = try await CloneFixture()
        let first = try await house.commit("First")
        try await house.git("tag", "v1")
        try await house.git("tag", "-a", "-m", "A tag", "v2")
        for name in ["-x", "--all"] { try await house.git("update-ref", "refs/tags/\(name)", "HEAD") }
        try await house.commit("Second")
        let found = try await house.find(revision.replacing("{short}", with: first.prefix(8)))
        #expect(found.sha.text == first && found.destination == .experimentRef)
    }

    @Test(
        "what is no commit is refused by its name",
        arguments: [
            "nonsense", "-x", "--all", "--help", "--git-dir", "-h", "", " ", "main..main", "^main", "HEAD:params.yaml", "HEAD^{tree}",
            "0000000000000000000000000000000000000000", "main\nmain", "refs/heads/*", "@{99}",
        ])
    func nothing(revision: String) async throws {
        let house = try await CloneFixture()
        let failure = try await house.failure(revision)
        #expect(failure?.code == "no_commit" && failure?.exit == .usage && failure?.message.contains("“\(revision)”") == true)
    }

    @Test("a repository without a commit says so")
    func empty() async throws {
        let scratch = try ScratchDirectory()
        try await Program.run(["git", "init", "--quiet", "\(scratch.path)/new"])
        let house = try await CloneFixture()
        let failure = try await house.failure(in: "\(scratch.path)/new")
        #expect(failure?.code == "no_commit" && failure?.remedy == "Commit something first.")
    }

    @Test("outside of a work tree there is nothing to run", arguments: ["/", "{bare}"])
    func outside(directory: String) async throws {
        let house = try await CloneFixture()
        let failure = try await house.failure(in: directory.replacing("{bare}", with: house.bare))
        #expect(failure?.code == "no_repository" && failure?.exit == .usage)
    }

    @Test("changes that no commit holds are refused by their names; looking is allowed, and so is another commit")
    func dirty() async throws {
        let house = try await CloneFixture()
        let first = try await house.git("rev-parse", "HEAD")
        try house.scratch.write("lr: 2\n", to: "clone/params.yaml")
        let failure = try await house.failure()
        #expect(failure?.code == "dirty" && failure?.exit == .usage && failure?.message.contains("(params.yaml)") == true)
        #expect(try await house.find(allowsDirty: true).isDirty)
        try await house.commit("Second")
        try house.scratch.write("lr: 3\n", to: "clone/params.yaml")
        #expect(try await house.find(first).isDirty == false)
    }

    @Test("six changed files are named up to five")
    func manyChanges() async throws {
        let house = try await CloneFixture()
        for n in 1...6 { try house.scratch.write("", to: "clone/new\(n)") }
        try await house.git("add", "-A")
        #expect(try await house.failure()?.message.contains("(new1, new2, new3, new4, new5, …)") == true)
    }

    @Test("files that git does not track make nothing dirty")
    func untracked() async throws {
        let house = try await CloneFixture()
        try house.scratch.write("", to: "clone/untracked")
        #expect(try await house.find().isDirty == false)
    }
}
