import Foundation
import Logging
import RunModel
import ServiceLifecycle
import SQLiteStore

/// Removes the work directories of runs that ended long ago (`keep.work`), or that are too much together
/// (`keep.failed_gib`). Logs, specs and reports are small, and stay.
struct WorkKeeper: Service {
    let state: StateDirectory
    let live: LiveSettings
    let store: SQLiteStore
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var known: [Leftover] = []
            while !Task.isCancelled {
                do {
                    try await tidy(&known)
                } catch {
                    logger.warning("old work directories could not be looked for", metadata: ["error": "\(error)"])
                }
                guard (try? await Task.sleep(for: .seconds(600))) != nil else { return }
            }
        }
    }

    private func tidy(_ known: inout [Leftover]) async throws {
        // A `bunsen gc` does the same just now.
        guard let turn = try Sweeper.turn(state) else { return }
        defer { withExtendedLifetime(turn) {} }
        let sweeper = Sweeper(state: state, store: store)
        try sweeper.finishFormer()
        known = try await LocalLeftovers(state: state, store: store).work(known: known)
        for garbage in LeftoverRules(keep: live.current.keep, now: now()).garbage(among: known) {
            guard case .run(let id) = garbage.leftover.place else { continue }
            do {
                guard try await sweeper.removeWork(of: id) == .removed else { continue }
                logger.info("removed an old work directory", metadata: ["run": "\(id)", "why": "\(garbage.why)"])
            } catch {
                logger.warning("an old work directory stays", metadata: ["run": "\(id)", "error": "\(error)"])
            }
        }
    }
}
