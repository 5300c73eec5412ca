/// How lost deliveries are found: by looking at the branches from time to time.
package struct PollSettings: Sendable, Hashable, Codable {
    package var enabled: Bool
    /// Seconds between two looks, before jitter.
    package var everySeconds: Int
    /// Seconds; a head older than this is not run.
    package var maxAgeSeconds: Int

    package init(enabled: Bool = true, everySeconds: Int = 300, maxAgeSeconds: Int = 7 * 86_400) {
        self.enabled = enabled
        self.everySeconds = everySeconds
        self.maxAgeSeconds = maxAgeSeconds
    }
}
