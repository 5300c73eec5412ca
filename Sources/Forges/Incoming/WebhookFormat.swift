package import FoundationEssentials
package import RunModel

/// How one forge signs and writes its deliveries.
package protocol WebhookFormat: Sendable {
    static var kind: ForgeKind { get }

    /// Whether the delivery was signed with the secret: over the raw bytes, compared in constant time. An empty secret
    /// authenticates nothing. `now` is for forges that sign a time.
    static func isAuthentic(_ delivery: Delivery, secret: Secret, now: Date) -> Bool

    /// What an authentic delivery holds.
    static func read(_ delivery: Delivery) throws(MalformedDelivery) -> DeliveryContent
}
