import Engine
import Foundation
import Job
import Logging
import RunModel
import ServiceLifecycle

/// Removes the containers of jobs that died and could not do so themselves: at once, and at the start those of jobs that died
/// while no service was up.
struct ContainerKeeper: Service {
    let state: StateDirectory
    let live: LiveSettings
    let executor: any Executor
    let environment: [String: String]
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let changes = executor.changes()
            for id in (try? FileManager.default.contentsOfDirectory(atPath: state.runs))?.compactMap({ RunID($0) }) ?? [] {
                for mark in ContainerMark.all(in: state.work(id)) { await tidy(id, mark.attempt) }
            }
            for await job in changes {
                let parts = job.split(separator: "/")
                guard parts.count == 2, let id = RunID(String(parts[0])), let attempt = Int(parts[1]) else { continue }
                await tidy(id, attempt)
            }
        }
    }

    private func tidy(_ id: RunID, _ attempt: Int) async {
        let mark = ContainerMark(work: state.work(id), attempt: attempt)
        guard mark.isThere else { return }
        do {
            guard try await !executor.list().contains("\(id)/\(attempt)") else { return }
            let engine = try ContainerEngine.find(live.current.containers, searchPath: environment["PATH"] ?? "/usr/bin:/bin")
            let count = try await mark.removeContainers(by: engine, environment: environment)
            if count > 0 { logger.notice("removed containers that a job left", metadata: ["run": "\(id)", "count": "\(count)"]) }
        } catch {
            logger.warning("a job may have left containers", metadata: ["run": "\(id)", "error": "\(error)"])
        }
    }
}
