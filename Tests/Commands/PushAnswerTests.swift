import Engine
import Foundation
import Job
import RunModel
import TestKit
import Testing

@testable import Commands

@Suite("What a pusher reads")
struct PushAnswerTests {
    private func run() throws -> Run {
        let repository = try #require(RepositoryName("forge.example/a/b"))
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        return Run(
            id: try #require(RunID("r-20231114T221320-aaaaaaaa")), request: RunRequest(repository: repository, sha: sha), cloneURL: "x",
            destination: .origin, branches: [], resources: Resources(), deadlineSeconds: 60, subject: "x",
            acceptedAt: Samples.time, cause: "x")
    }

    private func lines(_ answer: TakeAnswer) throws -> [String] { PushAnswer.lines(answer, branch: try #require(BranchName("main"))) }

    @Test("a commit that asks for nothing, and a result, are passed over in silence")
    func silent() throws {
        #expect(try lines(.nothing).isEmpty && lines(.result).isEmpty)
    }

    @Test("a taken run is named with the way to follow it, a known one too")
    func taken() throws {
        let run = try run()
        #expect(try lines(.taken(run, known: false)) == ["bunsen: took \(run.id) · follow: bunsen runs logs -f \(run.id)"])
        #expect(try lines(.taken(run, known: true)) == ["bunsen: knows this commit as \(run.id) · follow: bunsen runs logs -f \(run.id)"])
    }

    @Test("a known run that has ended is to be looked at")
    func ended() throws {
        var run = try run()
        try run.move(to: .cancelled, at: Samples.time, because: "x")
        #expect(try lines(.taken(run, known: true)) == ["bunsen: knows this commit as \(run.id) · look: bunsen runs show \(run.id)"])
    }

    @Test("a run that can never be held says so at once")
    func failed() throws {
        var run = try run()
        run.failure = Failure(.requestTooLarge, "No executor here can ever hold this run.", remedy: "Ask for less.")
        try run.move(to: .failed(.requestTooLarge), at: Samples.time, because: "x")
        #expect(try lines(.taken(run, known: false)) == ["bunsen: \(run.id) failed: No executor here can ever hold this run."])
    }

    @Test("mistakes are told with their lines and what would be right, ten at most, and that nothing was started")
    func mistakes() throws {
        let one = Diagnostic(.unknownExecutor, keyword: "ACME_ON", line: 3, message: "There is none.", suggestion: "One of: local.")
        let two = Diagnostic(.unknownExecutor, keyword: "ACME_ON", message: "There is none.")
        let last = "bunsen: nothing was started for main; mend the message (git commit --amend) and push again"
        #expect(try lines(.mistakes([one, two])) == ["bunsen: line 3: There is none. – One of: local.", "bunsen: There is none.", last])
        #expect(try lines(.mistakes(Array(repeating: one, count: 30))).count == 11)
    }
}

@Suite("A push in the spool")
struct SpooledPushTests {
    @Test("what a hook writes is read again as it was")
    func roundTrip() throws {
        let scratch = try ScratchDirectory()
        let push = SpooledPush(
            repository: "/srv/it's a \"repo\"\u{1F600}.git",
            refs: [
                SpooledPush.Ref(old: String(repeating: "0", count: 40), new: String(repeating: "a", count: 40), ref: "refs/heads/ä/b"),
                SpooledPush.Ref(old: "", new: "", ref: "refs/heads/\u{FFFD}\u{1B}"),
            ], pusher: nil)
        let name = try push.write(into: scratch.path)
        let read = try JSONDecoder.bunsen.decode(SpooledPush.self, from: Data(contentsOf: URL(filePath: "\(scratch.path)/\(name)")))
        #expect(read.v == 1 && read.repository == push.repository && read.pusher == nil)
        #expect(read.refs.map { [$0.old, $0.new, $0.ref] } == push.refs.map { [$0.old, $0.new, $0.ref] })
    }

    @Test("each push is a file of its own, open to its group, and nothing else is left")
    func files() throws {
        let scratch = try ScratchDirectory()
        let push = SpooledPush(repository: "/srv/a.git", refs: [], pusher: "ada")
        let names = try (0..<20).map { _ in try push.write(into: scratch.path) }
        #expect(Set(names).count == 20)
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: scratch.path)) == Set(names))
        #expect(names.allSatisfy { $0.wholeMatch(of: #/\d{13}-[0-9a-f-]{36}\.json/#) != nil })
        let mode = try FileManager.default.attributesOfItem(atPath: "\(scratch.path)/\(names[0])")[.posixPermissions] as? Int
        #expect(mode == 0o660)
    }

    @Test("a spool that is not there is an error, not a loss")
    func missing() throws {
        #expect(throws: FileError.self) { try SpooledPush(repository: "/srv/a.git", refs: [], pusher: nil).write(into: "/nowhere/spool") }
    }
}
