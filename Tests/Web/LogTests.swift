import Engine
import Foundation
import RunModel
import SQLiteStore
import Testing
import Web

@Suite("A run's log", .timeLimit(.minutes(20)))
struct LogTests {
    private static let note = JobEvent(at: Date(timeIntervalSince1970: 1_700_000_000), note: JobEvent.Note(.info, "a note"))

    /// A run that runs, the name of its job, and its nonce.
    private func started(_ house: WebFixture) async throws -> (run: Run, job: String, nonce: String) {
        let run = try await house.started("a")
        let attempt = try #require(run.attempts.last)
        return (run, try #require(attempt.job), attempt.nonce)
    }

    private func log(_ house: WebFixture, _ run: Run, _ kind: String = "log") async throws -> [JSONValue] {
        let answer = try await house.ask("/api/v1/runs/\(run.id)/\(kind)")
        #expect(answer.status == 200 && answer.type == "application/x-ndjson")
        #expect(answer.text.isEmpty || answer.text.hasSuffix("\n"))
        return answer.lines
    }

    @Test("lines of stages are output, the job's own are events, and the run closes the log")
    func lines() async throws {
        let house = try WebFixture()
        let (run, job, nonce) = try await started(house)
        house.executor.say(job, "working\n\(JobLog.line(for: Self.note, nonce: nonce))\n\n{\"run\":1}\n".utf8)
        let lines = try await log(house, run)
        #expect(lines.map(\.keys) == [["output"], ["at", "note"], ["output"], ["output"], ["run"]])
        #expect(lines[0]["output"] == .text("working") && lines[2]["output"] == .text(""))
        #expect(lines[1]["note"]["text"] == .text("a note"))
        #expect(lines[3]["output"] == .text("{\"run\":1}"))
        #expect(lines[4]["run"]["id"].text == run.id.text && lines[4]["run"]["state"] == .text("running"))
    }

    @Test(
        "what only looks like a line of the job's is a stage's",
        arguments: ["bunsen wrong {}", "bunsen {nonce} no json", " bunsen {nonce} {note}"])
    func forged(text: String) async throws {
        let house = try WebFixture()
        let (run, job, nonce) = try await started(house)
        let forged = text.replacing("{nonce}", with: nonce).replacing("{note}", with: JobLog.line(for: Self.note, nonce: "x").dropFirst(9))
        house.executor.say(job, "\(forged)\n".utf8)
        #expect(try await log(house, run)[0]["output"].text == forged)
    }

    @Test("another attempt's nonce makes no event")
    func nonceOfAnotherAttempt() async throws {
        let house = try WebFixture()
        let (run, first, nonce) = try await started(house)
        house.executor.say(first, "one\n".utf8)
        try await house.fail(run)
        _ = try await house.engine.retry(run.id)
        try await house.engine.tick()
        let second = try #require(await house.now(run).attempts.last)
        house.executor.say(try #require(second.job), "\(JobLog.line(for: Self.note, nonce: nonce))\n".utf8)
        let lines = try await log(house, run)
        #expect(lines.map(\.keys) == [["output"], ["output"], ["run"]])
        #expect(lines[1]["output"].text?.hasPrefix("bunsen \(nonce) ") == true)
    }

    @Test("the logs of all attempts come in their order, each with its last line even where that has no end")
    func attempts() async throws {
        let house = try WebFixture()
        let (run, first, _) = try await started(house)
        house.executor.say(first, "one\ncut off".utf8)
        try await house.fail(run)
        _ = try await house.engine.retry(run.id)
        try await house.engine.tick()
        house.executor.say("\(run.id)/2", "two\nnot yet whole".utf8)
        // What may still grow is not given; what has ended is.
        #expect(try await log(house, run).compactMap { $0["output"].text } == ["one", "cut off", "two"])
        try await house.fail(run, attempt: 2)
        let lines = try await log(house, run)
        #expect(lines.compactMap { $0["output"].text } == ["one", "cut off", "two", "not yet whole"])
        #expect(lines.last?["run"]["state"] == .text("failed") && lines.last?["run"]["attempts"] == .number(2))
    }

    @Test("an attempt that never got a job is passed over")
    func refusedAttempt() async throws {
        let house = try WebFixture()
        let (run, first, _) = try await started(house)
        house.executor.say(first, "one\n".utf8)
        _ = try await house.store.update(run.id) { run in
            run.attempts.append(Run.Attempt(number: 2, executor: "gone", nonce: "x", submittedAt: Date()))
            run.attempts[1].endedAt = Date()
            run.attempts.append(Run.Attempt(number: 3, executor: "stand-in", nonce: "y", submittedAt: Date()))
            run.attempts[2].job = "third"
        }
        house.executor.say("third", "three\n".utf8)
        #expect(try await log(house, run).compactMap { $0["output"].text } == ["one", "three"])
    }

    @Test(
        "bytes of any kind give lines that are JSON",
        arguments: [
            (Array("a\r\nb\r\n".utf8), ["a\r", "b\r"]), (Array("1\r2\r3\n".utf8), ["1\r2\r3"]),
            ([0x61, 0xFF, 0xFE, 0x0A], ["a\u{FFFD}\u{FFFD}"]), ([0xC3, 0x0A, 0xA9, 0x0A], ["\u{FFFD}", "\u{FFFD}"]),
            (Array("é\u{1F600}\n".utf8), ["é\u{1F600}"]), ([0x00, 0x1B, 0x5B, 0x0A], ["\u{0}\u{1B}["]),
            (Array("\u{2028}\u{85}\u{0B}\u{0C}\n".utf8), ["\u{2028}\u{85}\u{0B}\u{0C}"]), (Array("\n\n".utf8), ["", ""]),
        ] as [([UInt8], [String])])
    func bytes(said: [UInt8], expected: [String]) async throws {
        let house = try WebFixture()
        let (run, job, _) = try await started(house)
        house.executor.say(job, said)
        #expect(try await log(house, run).compactMap { $0["output"].text } == expected)
    }

    @Test("a job's line that ends in CRLF is still an event")
    func eventWithCarriageReturn() async throws {
        let house = try WebFixture()
        let (run, job, nonce) = try await started(house)
        house.executor.say(job, "\(JobLog.line(for: Self.note, nonce: nonce))\r\n".utf8)
        #expect(try await log(house, run).first?["note"]["text"] == .text("a note"))
    }

    @Test("a line without an end is given before it fills the memory, and nothing of it is lost")
    func endless() async throws {
        let house = try WebFixture()
        let (run, job, _) = try await started(house)
        let size = (5 << 20) + 17
        house.executor.say(job, repeatElement(UInt8(ascii: "x"), count: size))
        house.executor.say(job, "\nafter\n".utf8)
        let output = try await log(house, run).compactMap { $0["output"].text }
        #expect(output.count > 4 && output.allSatisfy { $0.utf8.count <= 1 << 21 })
        #expect(output.dropLast().reduce(0) { $0 + $1.utf8.count } == size && output.last == "after")
    }

    @Test("the events leave out what stages say")
    func events() async throws {
        let house = try WebFixture()
        let (run, job, nonce) = try await started(house)
        house.executor.say(job, "working\n\(JobLog.line(for: Self.note, nonce: nonce))\nmore\n".utf8)
        #expect(try await log(house, run, "events").map(\.keys) == [["at", "note"], ["run"]])
    }

    @Test("a run that has not started has no lines, and one that is cancelled then says so")
    func noAttempt() async throws {
        let house = try WebFixture()
        let run = try await house.taken("a")
        #expect(try await log(house, run).map { $0["run"]["state"].text } == ["accepted"])
        _ = try await house.engine.cancel(run.id)
        #expect(try await log(house, run).map { $0["run"]["state"].text } == ["cancelled"])
    }
}
