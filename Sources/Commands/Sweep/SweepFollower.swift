import Engine
import RunModel
import SQLiteStore
import Web

/// Shows a sweep that was just started: its name where a service has it, else, or when asked to wait, all of it to its end.
struct SweepFollower: Sendable {
    let driver: RunDriver
    let way: RunDriver.Way
    let wait: Bool
    let json: Bool

    func follow(_ taken: SweepDocument) async throws {
        let progress = Terminal(json ? .error : .output)
        if case .service = way, !wait {
            if json { return try Output.json(taken) }
            return progress.line("took \(taken.id) · look: bunsen sweep show \(taken.id)")
        }
        progress.line("\(taken.id)  \(taken.branches.first ?? "") @ \(taken.commit.prefix(7))  \(Terminal.plain(taken.subject))")
        let ended = try await toItsEnd(taken.id, progress)
        if json {
            try Output.json(ended)
        } else {
            progress.line()
            for line in SweepText(terminal: progress).lines(ended) { progress.line(line) }
        }
        if ended.state != "succeeded" { throw Exit.failed.code }
    }

    private func toItsEnd(_ id: SweepID, _ terminal: Terminal) async throws -> SweepDocument {
        switch way {
        case .service(let client):
            return try await Self.watch(terminal) { try await client.sweep(id.text) }
        case .own(let own):
            let parts = own.parts
            return try await own.run {
                try await Self.watch(terminal) {
                    guard let sweep = try await parts.store.sweep(id) else { throw RunStoreError.noSuchSweep(id) }
                    return SweepDocument(sweep, Leaderboard(sweep, try await parts.store.standings(of: id)))
                }
            }
        }
    }

    /// Looks once a second, and says what is new.
    static func watch(_ terminal: Terminal, _ look: () async throws -> SweepDocument) async throws -> SweepDocument {
        var said = ""
        while true {
            let sweep = try await look()
            let line = SweepText(terminal: terminal).progress(sweep)
            if line != said {
                terminal.isTerminal ? terminal.write("\r\u{1B}[K\(line)") : terminal.line(line)
                said = line
            }
            if sweep.isEnded {
                if terminal.isTerminal { terminal.line() }
                return sweep
            }
            try await Task.sleep(for: .seconds(1))
        }
    }
}
