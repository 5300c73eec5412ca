package import FoundationEssentials
package import RunModel

/// Bitbucket Data Center's deliveries (confluence.atlassian.com/bitbucketserver, "Event payload").
package enum BitbucketDataCenterWebhook: WebhookFormat {
    package static let kind = ForgeKind.bitbucketDC
    static let ping = "diagnostics:ping"

    package static func isAuthentic(_ delivery: Delivery, secret: Secret, now: Date) -> Bool {
        HMACSignature.isValid(delivery.header("x-hub-signature"), prefix: "sha256=", body: delivery.body, secret: secret)
    }

    package static func read(_ delivery: Delivery) throws(MalformedDelivery) -> DeliveryContent {
        switch delivery.header("x-event-key") {
        case "repo:refs_changed": try content(try PayloadReader.read(Payload.self, delivery))
        case ping: DeliveryContent(ignored: ["ping"])
        // `mirror:repo_synchronized` has changes as a push has, and is none.
        default: DeliveryContent(ignored: ["not-a-push"])
        }
    }

    private static func content(_ payload: Payload) throws(MalformedDelivery) -> DeliveryContent {
        guard !payload.changes.isEmpty else { return DeliveryContent(ignored: ["no-changes"]) }
        var content = DeliveryContent()
        let head = payload.toCommit?.value
        for change in payload.changes {
            switch PushedRef(ref: change.ref.id, before: change.fromHash, after: change.toHash).reading {
            case .ignored(let reason): content.ignored.append(reason)
            case .head(let branch, let before, let after):
                // The one commit that newer versions send belongs to the change that names it, and to no other.
                let own = head.flatMap { $0.id == after.text ? $0 : nil }
                content.pushes.append(
                    ForgePush(
                        repository: "\(payload.repository.project.key)/\(payload.repository.slug)", branch: branch, before: before,
                        after: after, headMessage: own?.message, created: before == nil, forced: nil,
                        authorLogin: own?.author?.value?.slug?.text,
                        pusherLogin: payload.actor?.value?.slug?.text ?? payload.actor?.value?.name?.text))
            }
        }
        return content
    }

    private struct Payload: Decodable {
        let repository: Repository
        let changes: [Change]
        let toCommit: Loose<Commit>?
        let actor: Loose<Person>?
    }

    private struct Repository: Decodable {
        let slug: String
        let project: Project
        struct Project: Decodable { let key: String }
    }

    private struct Change: Decodable {
        let ref: Ref
        let fromHash: String
        let toHash: String
        struct Ref: Decodable { let id: String }
    }

    private struct Commit: Decodable, Sendable {
        let id: String
        let message: String
        let author: Loose<Person>?
    }

    private struct Person: Decodable, Sendable {
        let slug: Loose<String>?
        let name: Loose<String>?
    }
}
