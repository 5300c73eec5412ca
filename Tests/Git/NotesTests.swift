import Foundation
import Git
import RunModel
import TestKit
import Testing

@Suite("Notes")
struct NotesTests {
    @Test("six runs that report on one commit at once all keep their line, and a second report replaces the first")
    func race() async throws {
        let place = try await RefsTests.Place()
        let commit = try #require(CommitSHA(place.first))
        var random = SystemRandomNumberGenerator()
        let runs = (0..<6).map { _ in RunID(at: Date(), using: &random) }
        let notes = Notes(git: place.git, url: place.bare, identity: CommitIdentity())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for run in runs {
                group.addTask {
                    // Each with a clone of its own, as jobs are.
                    let clone = "\(place.scratch.path)/\(run)"
                    try await Program.run(["git", "clone", "--quiet", "\(place.scratch.path)/work", clone])
                    let mine = Notes(git: Git(directory: clone), url: place.bare, identity: CommitIdentity())
                    try await mine.set(line: "{\"run\":\"\(run)\",\"n\":1}", run: run, on: [commit])
                }
            }
            try await group.waitForAll()
        }
        try await notes.set(line: "{\"run\":\"\(runs[0])\",\"n\":2}", run: runs[0], on: [commit])
        try await place.git.run("fetch", "--quiet", place.bare, "+refs/notes/bunsen:refs/notes/bunsen")
        let lines = try await place.git.run("notes", "--ref=bunsen", "show", commit.text).lines
        #expect(lines.count == 6)
        #expect(lines.contains("{\"run\":\"\(runs[0])\",\"n\":2}"))
    }
}
