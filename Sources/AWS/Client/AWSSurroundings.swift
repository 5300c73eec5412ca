package import FoundationEssentials

/// Time, randomness and environment, passed in so that tests need no waiting.
package struct AWSSurroundings: Sendable {
    package var environment: [String: String]
    package var now: @Sendable () -> Date
    /// For so many seconds.
    package var sleep: @Sendable (Double) async throws -> Void
    /// 0 ..< 1.
    package var random: @Sendable () -> Double

    package init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        now: @escaping @Sendable () -> Date = { Date() },
        sleep: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.environment = environment
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// A variable that is set and not empty.
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}
