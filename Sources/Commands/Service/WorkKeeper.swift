import Engine
import Foundation
import Logging
import RunModel
import ServiceLifecycle

/// Removes the work directories of runs that ended long ago (`keep.work`). Logs, specs and reports are small, and stay.
struct WorkKeeper: Service {
    let state: StateDirectory
    let live: LiveSettings
    let store: any RunStore
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await tidy()
                guard (try? await Task.sleep(for: .seconds(600))) != nil else { return }
            }
        }
    }

    func tidy() async {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(state.path)/runs")) ?? []
        for id in names.compactMap({ RunID($0) }) {
            let work = "\(state.run(id))/work"
            guard FileManager.default.fileExists(atPath: work), let run = try? await store.run(id), let ended = run.endedAt,
                now().timeIntervalSince(ended) > Double(live.current.keep.workSeconds)
            else { continue }
            do {
                try FileManager.default.removeItem(atPath: work)
                logger.info("removed an old work directory", metadata: ["run": "\(id)"])
            } catch {
                logger.warning("an old work directory stays", metadata: ["run": "\(id)", "error": "\(error)"])
            }
        }
    }
}
