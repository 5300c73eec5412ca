import Engine
import RunModel

/// Reads the end of a run's log, and of a long one no more than that.
struct LogTailReader: Sendable {
    let executors: [any Executor]
    /// An end's event alone may have 200 KB, and must not crowd out the lines before it.
    private static let window = 512 << 10

    /// Of the last attempt that has a job; nil where none has, or where its log is gone: no reason to withhold the page.
    func tail(of run: Run) async -> LogTail? {
        guard let attempt = run.attempts.last(where: { $0.job != nil }), let job = attempt.job,
            let executor = executors.first(where: { $0.name == attempt.executor })
        else { return nil }
        do {
            let size = try await Self.size(of: job, on: executor)
            let bytes = try await Self.bytes(
                of: job, from: max(0, size - Self.window), to: size, on: executor)
            return LogTail(attempt: attempt.number, nonce: attempt.nonce, bytes: bytes[...], size: size)
        } catch {
            return nil
        }
    }

    /// An executor tells what is at a place of a log, not how long it is: the end is between the last doubling at which there is
    /// something and the next.
    private static func size(of job: String, on executor: any Executor) async throws(ExecutorError)
        -> Int
    {
        var end = 64 << 10
        while try await !executor.log(job, from: end - 1, limit: 1).isEmpty, end < Int.max / 4 {
            end *= 2
        }
        var low = end == 64 << 10 ? 0 : end / 2
        // Up to `low` there is something, and at `end` there is not.
        while low < end {
            let middle = low + (end - low) / 2
            if try await executor.log(job, from: middle, limit: 1).isEmpty {
                end = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }

    private static func bytes(of job: String, from start: Int, to end: Int, on executor: any Executor)
        async throws(ExecutorError) -> [UInt8]
    {
        var bytes: [UInt8] = []
        while start + bytes.count < end {
            let piece = try await executor.log(
                job, from: start + bytes.count, limit: end - start - bytes.count)
            guard !piece.isEmpty else { break }
            bytes += piece
        }
        return bytes
    }
}
