import Engine
import FoundationEssentials
import RunModel
import ServiceLifecycle

/// A log read piece by piece, as fast as its reader takes the pieces: one that stops taking them costs no memory.
struct RunLogReader {
    private let log: RunLog
    private let id: RunID
    private let follow: Bool
    private var shown: RunDocument?
    private var isDone = false
    private var attempt = 0
    private var offset = 0
    /// The line that has not ended yet.
    private var rest: [UInt8] = []

    init(_ log: RunLog, _ id: RunID, follow: Bool) {
        self.log = log
        self.id = id
        self.follow = follow
    }

    /// The next lines, waited for where the log is followed; nil at the end.
    mutating func next() async throws -> [LogLine]? {
        while !isDone {
            // The run is read before its log: what it says to be over has written all of its lines.
            guard let run = try await log.store.run(id) else { break }
            var lines: [LogLine] = []
            if follow, !run.state.isEnded { await show(run, &lines) }
            let hasMore = await readPiece(run, &lines)
            if !hasMore, run.state.isEnded || !follow {
                await show(run, &lines)
                isDone = true
            }
            if !lines.isEmpty { return lines }
            if hasMore || isDone { continue }
            if Task.isShuttingDownGracefully || Task.isCancelled { break }
            try await Task.sleep(for: log.pause)
        }
        return nil
    }

    private mutating func show(_ run: Run, _ lines: inout [LogLine]) async {
        let now = await log.document(run)
        if let last = shown, last.state == now.state, last.attempts == now.attempts, last.queueReason == now.queueReason,
            last.history.count == now.history.count
        {
            return
        }
        shown = now
        lines.append(.run(now))
    }

    /// At most one piece of one attempt's log.
    /// - Returns: whether there may be more already.
    private mutating func readPiece(_ run: Run, _ lines: inout [LogLine]) async -> Bool {
        while attempt < run.attempts.count {
            let current = run.attempts[attempt]
            guard let job = current.job, let executor = log.executors.first(where: { $0.name == current.executor }) else {
                // Not started yet; or never to be, when the run has gone on without it.
                guard current.endedAt != nil else { return false }
                goOn()
                continue
            }
            // A log that is gone is no reason to withhold the others.
            let bytes = (try? await executor.log(job, from: offset, limit: 1 << 16)) ?? []
            if !bytes.isEmpty {
                offset += bytes.count
                rest += bytes
                split(nonce: current.nonce, &lines)
                return true
            }
            guard current.endedAt != nil || attempt + 1 < run.attempts.count || run.state.isEnded else { return false }
            if !rest.isEmpty { lines.append(Self.line(rest[...], nonce: current.nonce)) }
            goOn()
        }
        return false
    }

    private mutating func goOn() {
        attempt += 1
        offset = 0
        rest = []
    }

    private mutating func split(nonce: String, _ lines: inout [LogLine]) {
        var start = 0
        while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(Self.line(rest[start..<end], nonce: nonce))
            start = end + 1
        }
        rest.removeFirst(start)
        // A progress bar may never end its line.
        if rest.count > 1 << 20 {
            lines.append(Self.line(rest[...], nonce: nonce))
            rest = []
        }
    }

    private static func line(_ bytes: ArraySlice<UInt8>, nonce: String) -> LogLine {
        switch JobLog.read(String(decoding: bytes, as: UTF8.self), nonce: nonce) {
        case .output(let text): .output(text)
        case .event(let event): .event(event)
        }
    }
}
