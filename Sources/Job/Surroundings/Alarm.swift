/// Wakes one loop, at once or after a time. Rings that come while the loop works are one.
struct Alarm: Sendable {
    let rings: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    init() { (rings, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    func ring() { bell.yield() }

    func ring(in time: Duration) {
        Task { [bell] in
            try? await Task.sleep(for: time)
            bell.yield()
        }
    }
}
