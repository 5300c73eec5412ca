import Foundation
import RunModel
import SQLiteStore
import Synchronization
import TestKit
import Testing

@Suite struct CollectingStoreTests {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("bunsen-\(UUID().uuidString).db").path

    @Test func `a run taken while another program looks is not taken before it has looked`() async throws {
        let (service, collector) = (try SQLiteStore(path: path), try SQLiteStore(path: path))
        let first = try Run.sample(0)
        _ = try await service.take(first)
        let run = try Run.sample(1, sha: "b")
        let isTaken = Mutex(false)
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let take = Task {
            for await _ in begun {}
            _ = try await service.take(run)
            isTaken.withLock { $0 = true }
        }
        let wasTaken = try await collector.whileNothingIsTaken { open in
            #expect(open.map(\.id) == [first.id])
            begin.finish()
            // Long enough for a take that does not wait.
            usleep(200_000)
            return isTaken.withLock { $0 }
        }
        #expect(!wasTaken)
        try await take.value
        #expect(try await collector.openRuns().count == 2)
    }

    @Test func `a run is found by the digits that its refs carry`() async throws {
        let store = try SQLiteStore(path: path)
        let run = try Run.sample(0)
        _ = try await store.take(run)
        #expect(try await store.run(withKeyPrefix: run.key.short)?.id == run.id)
        let other = String(run.key.short.map { $0 == "f" ? "e" : "f" })
        #expect(try await store.run(withKeyPrefix: other) == nil)
    }
}
