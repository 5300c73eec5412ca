import AWS
import FoundationEssentials
import RunModel

/// Values from SecretsManager, kept for some minutes, so that not every event asks.
actor SecretCache {
    private let manager: SecretsManager
    private let now: @Sendable () -> Date
    private var held: [String: (value: Secret, at: Date)] = [:]
    private var forgottenAt = Date.distantPast
    /// Seconds that a value is good for, and between two times that strangers can bring about a new look.
    private static let lifetime = 300.0
    private static let patience = 15.0

    init(_ manager: SecretsManager, now: @escaping @Sendable () -> Date) {
        self.manager = manager
        self.now = now
    }

    /// - Throws: ``AWSError``; ``Malformed`` for a secret that is no text.
    func value(of id: String) async throws -> Secret {
        if let known = held[id], now().timeIntervalSince(known.at) < Self.lifetime { return known.value }
        guard let text = try await manager.value(of: id).reveal(), !text.isEmpty else { throw Malformed(what: "secret", text: id) }
        let value = Secret(text)
        held[id] = (value, now())
        return value
    }

    /// Because a signature did not match: a secret may have been replaced.
    ///
    /// - Returns: false where that was done but a moment ago.
    func forget() -> Bool {
        guard now().timeIntervalSince(forgottenAt) >= Self.patience else { return false }
        forgottenAt = now()
        held = [:]
        return true
    }
}
