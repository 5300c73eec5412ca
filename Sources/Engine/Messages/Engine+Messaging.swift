import FoundationEssentials
import Logging
import RunModel

/// Messages of ended runs. That an end is to be told is in the store with the end itself; which rules tell of it is decided once,
/// and from then on each rule's message goes its own way, once.
extension Engine {
    /// How long a message is tried, and how many runs are looked at for what came before one, at most.
    private static let messageSeconds: Double = 86_400
    private static let lookBack = 50

    func sendMessages() async throws {
        guard let messenger else { return }
        let time = now()
        for pending in try await store.dueMessages(at: time) where pending.rule == nil {
            let rules = try await rules(for: pending)
            try await store.address(pending, to: rules)
        }
        // One that hangs must not keep the others back.
        let due = try await store.dueMessages(at: time).filter { $0.rule != nil }
        await withTaskGroup(of: Void.self) { group in
            for pending in due { group.addTask { await self.send(pending, by: messenger, at: time) } }
        }
    }

    /// The names of the rules that tell of this end.
    private func rules(for pending: PendingMessage) async throws -> [String] {
        // What ended while nobody sent messages is old news.
        guard now().timeIntervalSince1970 - pending.endedAt <= Self.messageSeconds, let run = try await store.run(pending.run) else {
            return []
        }
        // A message for each of hundreds of runs helps nobody.
        guard run.sweep == nil else { return [] }
        let events = MessageEvent.events(of: run.state, afterFailure: try await comesAfterFailure(run))
        return settings().messages.filter { $0.value.event(of: run, among: events) != nil }.keys.sorted()
    }

    /// Whether what came before a success was a failure: the run's own earlier end, or that of the run before it on its branch.
    private func comesAfterFailure(_ run: Run) async throws -> Bool {
        if let former = run.history.dropLast().last(where: { $0.state.isEnded })?.state {
            if case .failed = former { return true }
            return false
        }
        let ended = RunFilter(repository: run.request.repository, states: ["succeeded", "cached", "failed"])
        let before = try await store.runs(ended, limit: Self.lookBack).first { other in
            other.id != run.id && other.acceptedAt <= run.acceptedAt && other.branches.contains { run.branches.contains($0) }
        }
        if case .failed = before?.state { return true }
        return false
    }

    private func send(_ pending: PendingMessage, by messenger: any Messenger, at time: Date) async {
        let name = pending.rule ?? ""
        do {
            guard let run = try await store.run(pending.run), run.state.isEnded, let rule = settings().messages[name] else {
                return try await store.settle(pending, retryAt: nil, problem: nil)
            }
            let events = MessageEvent.events(of: run.state, afterFailure: try await comesAfterFailure(run))
            guard let event = rule.event(of: run, among: events) else {
                return try await store.settle(pending, retryAt: nil, problem: nil)
            }
            do {
                try await messenger.send(Message(event: event, run: run), by: rule, named: name)
                try await store.settle(pending, retryAt: nil, problem: nil)
            } catch {
                // Stopped on the way: it stays due.
                if Task.isCancelled { return }
                let isOver = time.timeIntervalSince1970 - pending.endedAt > Self.messageSeconds
                let mayHelp = (error as? MessageError)?.isTransient ?? true
                let wait = min(3600, 5 * Double(1 << min(pending.tries, 10)))
                let retryAt = mayHelp && !isOver ? time + wait : nil
                logger.warning(
                    retryAt == nil ? "a message was given up" : "a message could not be sent; it is tried again",
                    metadata: ["run": "\(run.id)", "rule": "\(name)", "error": "\(error)"])
                try await store.settle(pending, retryAt: retryAt, problem: "\(error)")
            }
        } catch {
            if Task.isCancelled { return }
            logger.error("a message could not be worked on", metadata: ["run": "\(pending.run)", "rule": "\(name)", "error": "\(error)"])
        }
    }
}
