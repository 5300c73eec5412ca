import Foundation
import RunModel
import SQLiteStore
import Testing

@Suite struct CollectingStoreTests {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("bunsen-\(UUID().uuidString).db").path

    @Test func `a run taken while another program looks is not taken before it has looked`() async throws {
        let (service, collector) = (try SQLiteStore(path: path), try SQLiteStore(path: path))
        _ = try await service.take(try StoreTests.run(0))
        let run = try StoreTests.run(1, sha: "b")
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let take = Task {
            for await _ in begun {}
            return try await service.take(run)
        }
        let open = try await collector.whileNothingIsTaken { open in
            begin.finish()
            // Long enough for a take that does not wait.
            usleep(200_000)
            let reader = try SQLiteStore(reading: path)
            return (open.count, reader)
        }
        #expect(open.0 == 1)
        _ = try await take.value
        #expect(try await open.1.openRuns().count == 2)
    }

    @Test func `a run is found by the digits that its refs carry`() async throws {
        let store = try SQLiteStore(path: path)
        let run = try StoreTests.run(0)
        _ = try await store.take(run)
        #expect(try await store.run(withKeyPrefix: run.key.short)?.id == run.id)
        let other = String(run.key.short.map { $0 == "f" ? "e" : "f" })
        #expect(try await store.run(withKeyPrefix: other) == nil)
    }
}
