import DVC
import RunModel

/// Step 5: the data, with the run-cache, to the DVC remote. Nothing is published before this has succeeded.
struct PushData {
    let session: DVCSession
    let project: String

    func run() async throws {
        let exit = try await session.dvc(["push", "--run-cache"], in: project)
        guard exit.code != 0 else { return }
        let said = exit.errors.joined(separator: " / ")
        throw RemoteTrouble.failure(for: said, task: "Pushing data to the DVC remote")
            ?? Failure(
                .misconfigured, "Pushing data to the DVC remote failed: \(said.isEmpty ? "dvc push ended with code \(exit.code)" : said).",
                remedy: "Check the remote in `.dvc/config` with `dvc push`, then `bunsen runs retry`; finished stages are kept.",
                exitCode: exit.code)
    }
}

/// What DVC's sentences about a remote mean.
enum RemoteTrouble {
    static func failure(for said: String, task: String) -> Failure? {
        let lower = said.lowercased()
        func says(_ phrases: String...) -> Bool { phrases.contains { lower.contains($0) } }
        if says("no space left", "disk quota", "errno 28") {
            return Failure(.diskFull, "\(task) failed: \(said).", remedy: "Free space there, then `bunsen runs retry`.")
        }
        if says(
            "could not connect", "failed to connect", "timed out", "timeout", "name resolution", "connection refused", "unreachable",
            "temporary failure", "connection was closed", "connection reset", "broken pipe", "server disconnected", "incomplete read",
            "incompleteread", "payload is not completed", "internal server error", "internalerror", "bad gateway", "service unavailable",
            "serviceunavailable", "slowdown", "reduce your request rate", "too many requests", "reached max retries")
        {
            return Failure(
                .unreachable, "\(task) failed: \(said).", remedy: "Bunsen tries again by itself; look at the remote if it stays so.")
        }
        if says(
            "unable to locate credentials", "access denied", "accessdenied", "forbidden", "permission denied", "invalidaccesskey",
            "errno 13")
        {
            return Failure(
                .accessDenied, "\(task) failed: \(said).",
                remedy: "Give the service's user the remote's credentials, then `bunsen runs retry`.")
        }
        return nil
    }
}
