import Engine
import Forges
import Hummingbird
import RunModel

/// What concerns the service as a whole.
struct ServiceRoutes: Sendable {
    let web: WebSurroundings

    func add(to group: RouterGroup<WebContext>) {
        group.get("status") { _, _ in JSON.response(try await status()) }
        group.post("spool") { request, _ in
            let file = try await JSON.body(SpoolPoke.self, of: request).file
            guard !file.isEmpty, !file.hasPrefix("."), !file.contains("/"), !file.utf8.contains(0) else {
                throw APIError.badRequest("`file` must be the name of a file in the spool.", remedy: "Give its last path component.")
            }
            // What is not there any more has been drained by somebody else: nothing is left to be said.
            return JSON.response(SpoolAnswer(lines: try await web.drain(file) ?? []))
        }
    }

    private func status() async throws -> ServiceStatus {
        let open = try await web.store.openRuns()
        var states: [String: Int] = [:]
        for run in open { states[run.state.name, default: 0] += 1 }
        let executors = web.executors.map { executor in
            let active = open.filter { $0.takesSlot && $0.attempts.last?.executor == executor.name }
            return ServiceStatus.ExecutorStatus(
                name: executor.name, capacity: executor.capacity,
                free: executor.capacity.map { active.reduce($0) { $0 - $1.resources } })
        }
        return ServiceStatus(
            pid: web.pid, startedAt: web.startedAt, executors: executors, open: states,
            projects: web.settings().projects.keys.sorted(), heard: web.hooks?.heard.times ?? [:])
    }
}
