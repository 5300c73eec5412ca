import Engine
import Foundation
import Logging
import RunModel
import SQLiteStore
import Settings
import Synchronization
import Web

/// Hands a push to the service, or is one itself; and follows the run, whoever drives it, to its end.
struct RunDriver: Sendable {
    let loaded: LoadedSettings
    let options: StateOptions

    private var state: StateDirectory { StateDirectory(loaded.settings) }

    /// Who works on the state directory: a service that answers, or this process from now on.
    enum Way: Sendable {
        case service(ServiceClient)
        case own(OwnService)
    }

    func way() async throws -> Way {
        try state.make()
        // One that has the lock and does not answer yet is just starting, or about to be gone.
        for attempt in 0..<100 {
            if let client = try ServiceClient.find(state) { return .service(client) }
            do {
                let lock = try StateLock.take(state.lock)
                let parts = try ServiceParts(loaded, options: options, logger: Logs.logger(level: .warning))
                guard !parts.executors.isEmpty else {
                    throw CommandFailure(
                        .failed, code: "no_executor", "There is nothing here that could run a job.", remedy: "Look at `bunsen doctor`.")
                }
                return .own(OwnService(parts: parts, lock: lock))
            } catch let held as StateLock.Held {
                if attempt == 99 {
                    throw CommandFailure(
                        .failed, code: "service_silent",
                        "A service\(held.pid.map { " (pid \($0))" } ?? "") has the lock of \(state.path), and does not answer.",
                        remedy: "Look at its log; stop it if it hangs.")
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        throw CancellationError()
    }

    /// The run that was taken under one of the keys.
    func find(_ keys: [RunKey], _ way: Way) async throws -> RunDocument? {
        for key in keys {
            switch way {
            case .service(let client):
                let answer: RunList = try await client.get("/api/v1/runs?key=\(key)")
                if let run = answer.runs.first { return run }
            case .own(let own):
                if let run = try await own.parts.store.run(withKey: key) { return RunDocument(run) }
            }
        }
        return nil
    }

    func take(_ push: HandedPush, _ way: Way) async throws -> HandedAnswer {
        switch way {
        case .service(let client): return try await client.post("/api/v1/runs", push)
        case .own(let own):
            return HandedAnswer(try await own.parts.engine.take(try push.taken(own.parts.live.current)))
        }
    }

    /// Follows a run to its end. When the service that drives it stops, another is looked for, or this process goes on.
    func follow(_ id: RunID, from first: Way, _ show: @escaping @Sendable (LogLine) -> Void) async throws -> RunDocument {
        var way = first
        var skip = 0
        while true {
            let seen = Seen(skip: skip, show: show)
            switch way {
            case .service(let client):
                // An answer that breaks off is a service that has gone.
                do { try await client.log(id.text, follow: true) { seen.take($0) } } catch is CommandFailure {}
            case .own(let own):
                let parts = own.parts
                try await own.run {
                    try await RunLog(store: parts.store, executors: parts.executors).read(id, follow: true) { seen.take($0) }
                }
            }
            if let run = seen.ended { return run }
            try Task.checkCancellation()
            skip = seen.lines
            way = try await self.way()
        }
    }
}

/// Counts lines, so that a log read again from its beginning is not shown twice.
private final class Seen: Sendable {
    private let state: Mutex<(lines: Int, ended: RunDocument?)>
    private let skip: Int
    private let show: @Sendable (LogLine) -> Void

    init(skip: Int, show: @escaping @Sendable (LogLine) -> Void) {
        self.skip = skip
        self.show = show
        state = Mutex((0, nil))
    }

    var lines: Int { state.withLock { max($0.lines, skip) } }
    var ended: RunDocument? { state.withLock { $0.ended } }

    func take(_ line: LogLine) {
        let isNew = state.withLock { state in
            if case .run(let run) = line {
                if run.isEnded { state.ended = run }
                return true
            }
            state.lines += 1
            return state.lines > skip
        }
        if isNew { show(line) }
    }
}
