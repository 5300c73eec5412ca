package import FoundationEssentials
package import Logging

/// Handles one event after the other until the process is ended.
package enum RuntimeLoop {
    /// - Parameter handle: gives the answer. What it throws is told as the event's failure, so that the service behind the
    ///   event may send it again.
    package static func run(
        _ api: RuntimeAPI, logger: Logger, handle: @Sendable (RuntimeAPI.Invocation) async throws -> Data
    ) async throws {
        while !Task.isCancelled {
            let invocation = try await api.next()
            let answer: Data
            do {
                answer = try await handle(invocation)
            } catch {
                logger.error("an event could not be handled", metadata: ["event": "\(invocation.id)", "error": "\(error)"])
                // The error's own words stay in the log: who reads the answer may be anybody.
                try await api.fail(invocation.id, RuntimeError(description: "the event could not be handled; the log says why"))
                continue
            }
            try await api.respond(to: invocation.id, with: answer)
        }
    }
}
