import Engine
import Foundation
import RunModel
import SQLiteStore
import Testing
import Web

@Suite("Following a run", .timeLimit(.minutes(20)))
struct FollowTests {
    @Test("following gives what comes, every change of the run, and ends when the run has ended", arguments: ["log", "events"])
    func follow(kind: String) async throws {
        let house = try WebFixture()
        let run = try await house.started("a")
        house.executor.say("\(run.id)/1", "early\n".utf8)
        async let answer = house.ask("/api/v1/runs/\(run.id)/\(kind)?follow=true")
        // The follower has read all that there was.
        for await job in house.executor.readers where job == "\(run.id)/1" { break }
        house.executor.say("\(run.id)/1", "late\nlast words".utf8)
        try await house.fail(run)
        let lines = try await answer.lines
        #expect(lines.compactMap { $0["output"].text } == (kind == "log" ? ["early", "late", "last words"] : []))
        #expect(lines.compactMap { $0["run"]["state"].text } == ["running", "failed"])
        #expect(lines.last?["run"]["state"] == .text("failed"))
    }

    @Test("following goes on through a second attempt")
    func secondAttempt() async throws {
        let house = try WebFixture()
        let run = try await house.started("a")
        async let answer = house.ask("/api/v1/runs/\(run.id)/log?follow=true")
        for await job in house.executor.readers where job == "\(run.id)/1" { break }
        // Killed without a word: tried again by itself, after a while.
        house.executor.say("\(run.id)/1", "one\n".utf8)
        try await house.fail(run, .nodeFailed)
        _ = try await house.store.update(run.id) { try $0.move(to: .accepted, at: Date(), because: "its wait is over") }
        try await house.engine.tick()
        house.executor.say("\(run.id)/2", "two\n".utf8)
        for await job in house.executor.readers where job == "\(run.id)/2" { break }
        try await house.fail(run, attempt: 2)
        let lines = try await answer.lines
        #expect(lines.compactMap { $0["output"].text } == ["one", "two"])
        #expect(lines.last?["run"]["state"] == .text("failed") && lines.last?["run"]["attempts"] == .number(2))
    }

    @Test("following a run that has ended gives all of it at once")
    func ended() async throws {
        let house = try WebFixture()
        let run = try await house.started("a")
        house.executor.say("\(run.id)/1", "one\n".utf8)
        try await house.fail(run)
        let followed = try await house.ask("/api/v1/runs/\(run.id)/log?follow=true")
        #expect(try await followed.text == house.ask("/api/v1/runs/\(run.id)/log").text)
    }

    @Test("a run that changes nothing is not told again and again")
    func quiet() async throws {
        let house = try WebFixture()
        let run = try await house.started("a")
        async let answer = house.ask("/api/v1/runs/\(run.id)/log?follow=true")
        var looks = 0
        for await job in house.executor.readers where job == "\(run.id)/1" {
            looks += 1
            if looks == 4 { break }
        }
        try await house.fail(run)
        #expect(try await answer.lines.count == 2)
    }
}
