import DVC
import RunModel

/// Whether and why the job is to end before its pipeline does.
package actor StopRequest {
    package enum Cause: Sendable { case asked, deadline }

    package private(set) var cause: Cause?
    private var session: DVCSession?
    private let grace: Int

    package init(graceSeconds: Int) { grace = graceSeconds }

    /// Stops what the session runs, now or as soon as there is one. The first cause stays.
    package func stop(_ cause: Cause) async {
        guard self.cause == nil else { return }
        self.cause = cause
        // A third of the grace is kept for pushing what is complete. And again until nothing is watched any more: a call that
        // was about to begin has not been there to be stopped.
        while let session {
            await session.stop(grace: max(1, grace * 2 / 3))
            guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return }
        }
    }

    /// Stops it so many seconds from now.
    nonisolated func stop(_ cause: Cause, after seconds: Int) {
        // Goes with the process.
        Task {
            try await Task.sleep(for: .seconds(seconds))
            await stop(cause)
        }
    }

    func watch(_ session: DVCSession?) { self.session = session }

    func throwIfStopped() throws {
        if let cause { throw Stopped(cause: cause) }
    }

    struct Stopped: Error { let cause: Cause }
}
