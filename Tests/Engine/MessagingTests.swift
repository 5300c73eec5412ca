import Engine
import Foundation
import Logging
import RunModel
import Synchronization
import Testing

@Suite("Which messages go out")
struct MessagingTests {
    /// Keeps what it is given; fails so many times first.
    private final class Recorder: Messenger {
        struct Seen: Equatable {
            let event: MessageEvent
            let run: RunID
            let rule: String
        }

        private let state: Mutex<(seen: [Seen], failures: [MessageError])>
        init(failures: [MessageError] = []) { state = Mutex(([], failures)) }
        var seen: [Seen] { state.withLock { $0.seen } }

        func send(_ message: Message, by rule: MessageRule, named name: String) async throws {
            try state.withLock { state in
                if !state.failures.isEmpty { throw state.failures.removeFirst() }
                state.seen.append(Seen(event: message.event, run: message.run.id, rule: name))
            }
        }
    }

    private let fixture: EngineFixture
    init() throws { fixture = try EngineFixture() }

    private func engine(_ messenger: any Messenger, rules: [String: MessageRule]) -> Engine {
        var settings = ServiceSettings(state: "/nowhere")
        settings.messages = rules
        return Engine(
            store: fixture.store, executors: [fixture.executor], forge: fixture.forge, messenger: messenger,
            settings: { [settings] in settings },
            now: { [clock = fixture.clock] in clock.now }, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private static func rule(_ change: (inout MessageRule) -> Void = { _ in }) -> MessageRule {
        var rule = MessageRule()
        rule.webhook = "http://nowhere.example"
        change(&rule)
        return rule
    }

    /// Takes a push, and lets its job end.
    private func go(_ engine: Engine, _ digit: Character, branch: String = "main", fails: Bool) async throws -> Run {
        let run = try await fixture.taken(fixture.push(digit, branch: branch))
        fixture.clock.advance(1)
        try await engine.tick()
        let failure = Failure(.stageFailed, "it failed", remedy: "mend it")
        try fixture.end(run, fails ? .failed : .succeeded, failure: fails ? failure : nil, published: [branch])
        fixture.clock.advance(1)
        try await engine.tick()
        return run
    }

    @Test func `failures and recoveries are told once, and nothing else`() async throws {
        let recorder = Recorder()
        let engine = engine(recorder, rules: ["mail": Self.rule(), "all": Self.rule { $0.on = [.success] }])
        let first = try await go(engine, "a", fails: true)
        _ = try await go(engine, "b", branch: "other", fails: false)
        let third = try await go(engine, "c", fails: false)
        let fourth = try await go(engine, "d", fails: false)
        for _ in 0..<3 { try await engine.tick() }
        let mail = recorder.seen.filter { $0.rule == "mail" }
        #expect(mail == [.init(event: .failure, run: first.id, rule: "mail"), .init(event: .recovery, run: third.id, rule: "mail")])
        #expect(recorder.seen.filter { $0.rule == "all" }.map(\.run).suffix(2) == [third.id, fourth.id])
        #expect(recorder.seen.count == 5, "\(recorder.seen)")
    }

    @Test func `a retry that succeeds is a recovery of the same run`() async throws {
        let recorder = Recorder()
        let engine = engine(recorder, rules: ["mail": Self.rule()])
        let run = try await go(engine, "a", fails: true)
        _ = try await engine.retry(run.id)
        try await engine.tick()
        try fixture.end(run, attempt: 2, .succeeded)
        try await engine.tick()
        #expect(recorder.seen.map(\.event) == [.failure, .recovery])
    }

    @Test func `rules choose by repository, branch and reason`() async throws {
        let recorder = Recorder()
        let rules = [
            "elsewhere": Self.rule { $0.repositories = [Glob("forge.example/other/*")!] },
            "release": Self.rule { $0.branches = [Glob("release/*")!] },
            "memory": Self.rule { $0.reasons = [.outOfMemory] },
            "stages": Self.rule { $0.reasons = [.stageFailed] },
        ]
        _ = try await go(engine(recorder, rules: rules), "a", fails: true)
        #expect(recorder.seen.map(\.rule) == ["stages"])
    }

    @Test func `what could not be sent is tried again, by its own rule alone, and given up where that cannot help`() async throws {
        let recorder = Recorder(failures: [MessageError("busy", isTransient: true)])
        let engine = engine(recorder, rules: ["mail": Self.rule()])
        _ = try await go(engine, "a", fails: true)
        #expect(recorder.seen.isEmpty)
        try await engine.tick()
        #expect(recorder.seen.isEmpty, "not before its time")
        fixture.clock.advance(6)
        try await engine.tick()
        #expect(recorder.seen.map(\.event) == [.failure])
        let refusing = Recorder(failures: [MessageError("no such mailbox", isTransient: false)])
        let second = self.engine(refusing, rules: ["mail": Self.rule()])
        _ = try await go(second, "b", fails: true)
        fixture.clock.advance(4000)
        try await second.tick()
        #expect(refusing.seen.isEmpty)
        #expect(try await fixture.store.dueMessages(at: .distantFuture).isEmpty)
    }

    @Test func `a restart neither loses a message nor sends one again, and old news is no news`() async throws {
        let down = Recorder(failures: [MessageError("down", isTransient: true)])
        _ = try await go(engine(down, rules: ["mail": Self.rule()]), "a", fails: true)
        let up = Recorder()
        fixture.clock.advance(3600)
        let restarted = engine(up, rules: ["mail": Self.rule()])
        try await restarted.tick()
        try await restarted.tick()
        #expect(up.seen.count == 1)
        // Ended while no rule was there to tell of it, and found a day later.
        let run = try await fixture.taken(fixture.push("b"))
        _ = try await fixture.engine.cancel(run.id)
        fixture.clock.advance(90_000)
        try await restarted.tick()
        #expect(up.seen.count == 1)
        #expect(try await fixture.store.dueMessages(at: .distantFuture).isEmpty)
    }
}
