package import FoundationEssentials
package import RunModel

/// GitHub's deliveries (docs.github.com/webhooks).
package enum GitHubWebhook: WebhookFormat {
    package static let kind = ForgeKind.github

    package static func isAuthentic(_ delivery: Delivery, secret: Secret, now: Date) -> Bool {
        HMACSignature.isValid(delivery.header("x-hub-signature-256"), prefix: "sha256=", body: delivery.body, secret: secret)
    }

    package static func read(_ delivery: Delivery) throws(MalformedDelivery) -> DeliveryContent {
        switch delivery.header("x-github-event") {
        case "push": try HeadedPush.content(of: delivery)
        case "ping": DeliveryContent(ignored: ["ping"])
        default: DeliveryContent(ignored: ["not-a-push"])
        }
    }
}
