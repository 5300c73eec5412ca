import ServiceLifecycle

/// Drains the spool at the start, and looks again from time to time for what a hook could not announce.
struct SpoolKeeper: Service {
    let spool: Spool

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await spool.drainAll()
                guard (try? await Task.sleep(for: .seconds(5))) != nil else { return }
            }
        }
    }
}
