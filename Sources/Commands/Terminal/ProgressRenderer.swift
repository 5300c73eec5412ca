import Foundation
import RunModel
import Web

/// A run as it goes: a line for each step and stage, the stages' own output dimmed; on a terminal also one line in place
/// that says where the run stands and for how long.
struct ProgressRenderer {
    private let terminal: Terminal
    private var state: String?
    private var attempt = 0
    private var step: JobStep?
    private var stage: JobEvent.StageProgress?
    private var since = Date()
    private var hasStatus = false

    init(_ terminal: Terminal) { self.terminal = terminal }

    mutating func show(_ line: LogLine, now: Date = Date()) {
        switch line {
        case .output(let text):
            // A progress bar's last state is what counts.
            let last = text.split(separator: "\r").last.map(String.init) ?? ""
            put(terminal.dim("  │ \(Terminal.plain(last))"))
        case .event(let event): show(event, now: now)
        case .run(let run): show(run, now: now)
        }
        refresh(now: now)
    }

    /// Draws the line in place anew.
    mutating func refresh(now: Date = Date()) {
        guard terminal.isTerminal, let status = status(now: now) else { return }
        terminal.write("\r\u{1B}[K\(terminal.dim(String(status.prefix(max(10, terminal.width - 1)))))")
        hasStatus = true
    }

    /// Takes the line in place away.
    mutating func finish() {
        if hasStatus { terminal.write("\r\u{1B}[K") }
        hasStatus = false
    }

    private mutating func show(_ event: JobEvent, now: Date) {
        if let step = event.step {
            self.step = step
            since = now
            stage = nil
            if Self.told.contains(step) { put("\(terminal.bold("▸")) \(step.activity)") }
        }
        if let news = event.stage { show(news, now: now) }
        if let note = event.note, note.level != .info { put("\(mark(note.level)) \(Terminal.plain(note.text))") }
    }

    private mutating func show(_ news: JobEvent.StageProgress, now: Date) {
        let name = Terminal.plain(news.stage.name)
        let place = "\(news.n) of \(news.of)"
        switch news.stage.state {
        case .running:
            stage = news
            since = now
            put("\(terminal.bold("▸")) stage \(place) · \(terminal.bold(name))")
        case .done: put("\(terminal.good("✓")) \(name) · \(Figures.elapsed(news.stage.seconds ?? 0))")
        case .cached: put("\(terminal.good("✓")) stage \(place) · \(name) · from the cache")
        case .unchanged: put("\(terminal.good("✓")) stage \(place) · \(name) · unchanged")
        case .failed: put("\(terminal.bad("✗")) \(name) failed\(news.stage.seconds.map { " after \(Figures.elapsed($0))" } ?? "")")
        }
        if news.stage.state != .running { stage = nil }
    }

    private mutating func show(_ run: RunDocument, now: Date) {
        if run.state != state || run.attempts != attempt {
            state = run.state
            attempt = run.attempts
            since = now
            step = nil
            stage = nil
            let which = run.attempts > 1 ? " (attempt \(run.attempts))" : ""
            let why = run.isEnded || run.state == "waiting" ? run.history.last.map { " · \(Terminal.plain($0.cause))" } ?? "" : ""
            put("\(terminal.state(run.state))\(which)\(terminal.dim(why))")
        }
        if let reason = run.queueReason { put(terminal.dim("  waiting: \(Terminal.plain(reason))")) }
        if run.isEnded { finish() }
    }

    private mutating func put(_ line: String) {
        finish()
        terminal.line(line)
    }

    private func status(now: Date) -> String? {
        guard let state, !RunDocument.isEnded(state) else { return nil }
        let elapsed = Figures.elapsed(now.timeIntervalSince(since).rounded(.down))
        if let stage { return "  stage \(stage.n) of \(stage.of) · \(Terminal.plain(stage.stage.name)) · \(elapsed)" }
        return "  \(step?.activity ?? state) · \(elapsed)"
    }

    private func mark(_ level: JobEvent.Note.Level) -> String {
        level == .error ? terminal.bad("✗") : terminal.warm("!")
    }

    /// Steps that take too little time are not told.
    private static let told: Set<JobStep> = [.fetch, .environment, .reproduce, .pushData, .publish]
}

extension RunDocument {
    /// Whether a state of this name is an end.
    static func isEnded(_ name: String) -> Bool { ["succeeded", "cached", "failed", "cancelled", "superseded"].contains(name) }
}
