package import Engine
import FoundationEssentials
package import RunModel
import ServiceLifecycle

/// Reads the log of a run across all its attempts, and follows it until the run has ended.
package struct RunLog: Sendable {
    private let store: any RunStore
    private let executors: [any Executor]
    /// Adds what only a running engine knows to a run.
    private let document: @Sendable (Run) async -> RunDocument
    private let pause: Duration

    package init(
        store: any RunStore, executors: [any Executor], pause: Duration = .milliseconds(150),
        document: @escaping @Sendable (Run) async -> RunDocument = { RunDocument($0) }
    ) {
        self.store = store
        self.executors = executors
        self.pause = pause
        self.document = document
    }

    /// Gives every line in order. With `follow` it goes on until the run has ended, or the service stops.
    package func read(_ id: RunID, follow: Bool, _ emit: (LogLine) async throws -> Void) async throws {
        var cursor = Cursor()
        var shown: RunDocument?
        while true {
            // The run is read before its log: what it says to be over has written all of its lines.
            guard let run = try await store.run(id) else { return }
            if follow, !run.state.isEnded { try await show(run, &shown, emit) }
            try await advance(&cursor, run, emit)
            if run.state.isEnded || !follow {
                try await show(run, &shown, emit)
                return
            }
            if Task.isShuttingDownGracefully || Task.isCancelled { return }
            try await Task.sleep(for: pause)
        }
    }

    private func show(_ run: Run, _ shown: inout RunDocument?, _ emit: (LogLine) async throws -> Void) async throws {
        let now = await document(run)
        if let last = shown, last.state == now.state, last.attempts == now.attempts, last.queueReason == now.queueReason,
            last.history.count == now.history.count
        {
            return
        }
        shown = now
        try await emit(.run(now))
    }

    /// Where reading stands.
    private struct Cursor {
        var attempt = 0
        var offset = 0
        var rest: [UInt8] = []
    }

    private func advance(_ cursor: inout Cursor, _ run: Run, _ emit: (LogLine) async throws -> Void) async throws {
        while cursor.attempt < run.attempts.count {
            let attempt = run.attempts[cursor.attempt]
            guard let job = attempt.job, let executor = executors.first(where: { $0.name == attempt.executor }) else {
                // Not started yet; or never to be, when the run has gone on without it.
                guard attempt.endedAt != nil else { return }
                cursor = Cursor(attempt: cursor.attempt + 1)
                continue
            }
            while true {
                // A log that is gone is no reason to withhold the others.
                let bytes = (try? await executor.log(job, from: cursor.offset, limit: 1 << 16)) ?? []
                if bytes.isEmpty { break }
                cursor.offset += bytes.count
                cursor.rest += bytes
                try await lines(&cursor, nonce: attempt.nonce, emit)
            }
            guard attempt.endedAt != nil || cursor.attempt + 1 < run.attempts.count || run.state.isEnded else { return }
            if !cursor.rest.isEmpty { try await give(cursor.rest[...], nonce: attempt.nonce, emit) }
            cursor = Cursor(attempt: cursor.attempt + 1)
        }
    }

    private func lines(_ cursor: inout Cursor, nonce: String, _ emit: (LogLine) async throws -> Void) async throws {
        var start = 0
        while let end = cursor.rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
            try await give(cursor.rest[start..<end], nonce: nonce, emit)
            start = end + 1
        }
        cursor.rest.removeFirst(start)
        // A progress bar may never end its line.
        if cursor.rest.count > 1 << 20 {
            try await give(cursor.rest[...], nonce: nonce, emit)
            cursor.rest = []
        }
    }

    private func give(_ bytes: ArraySlice<UInt8>, nonce: String, _ emit: (LogLine) async throws -> Void) async throws {
        switch JobLog.read(String(decoding: bytes, as: UTF8.self), nonce: nonce) {
        case .output(let text): try await emit(.output(text))
        case .event(let event): try await emit(.event(event))
        }
    }
}
