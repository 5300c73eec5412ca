package import FoundationEssentials
package import RunModel

/// Bitbucket Cloud's deliveries (support.atlassian.com/bitbucket-cloud, "Event payloads").
package enum BitbucketWebhook: WebhookFormat {
    package static let kind = ForgeKind.bitbucket

    package static func isAuthentic(_ delivery: Delivery, secret: Secret, now: Date) -> Bool {
        HMACSignature.isValid(delivery.header("x-hub-signature"), prefix: "sha256=", body: delivery.body, secret: secret)
    }

    package static func read(_ delivery: Delivery) throws(MalformedDelivery) -> DeliveryContent {
        guard delivery.header("x-event-key") == "repo:push" else { return DeliveryContent(ignored: ["not-a-push"]) }
        let payload = try PayloadReader.read(Payload.self, delivery)
        guard !payload.push.changes.isEmpty else { return DeliveryContent(ignored: ["no-changes"]) }
        var content = DeliveryContent()
        for change in payload.push.changes {
            guard let ref = change.ref else {
                content.ignored.append("bad-ref")
                continue
            }
            switch ref.reading {
            case .ignored(let reason): content.ignored.append(reason)
            case .head(let branch, let before, let after):
                content.pushes.append(
                    ForgePush(
                        // `repository.name` is a title, and not what its address has.
                        repository: payload.repository.fullName, branch: branch, before: before, after: after,
                        // `commits` may be cut, and its first need not be the head.
                        headMessage: change.new?.target.message?.value, created: before == nil, forced: change.forced?.value,
                        authorLogin: change.new?.target.author?.value?.login, pusherLogin: payload.actor?.value?.login))
            }
        }
        return content
    }

    private struct Payload: Decodable {
        let push: Push
        let repository: Repository
        let actor: Loose<Person>?

        struct Push: Decodable { let changes: [Change] }

        struct Repository: Decodable {
            let fullName: String
            private enum CodingKeys: String, CodingKey { case fullName = "full_name" }
        }
    }

    private struct Change: Decodable {
        let old: Side?
        /// Nil for a branch or tag that is gone.
        let new: Side?
        let forced: Loose<Bool>?

        /// Nil where there is neither side.
        var ref: PushedRef? {
            guard let side = new ?? old else { return nil }
            let kind: PushedRef.Kind =
                switch side.type {
                case "branch", "named_branch": .branch
                case "tag", "annotated_tag": .tag
                default: .other
                }
            return PushedRef(kind: kind, name: side.name, before: old?.target.hash, after: new?.target.hash)
        }
    }

    private struct Side: Decodable {
        let type: String
        let name: String
        let target: Target

        struct Target: Decodable {
            let hash: String
            let message: Loose<String>?
            let author: Loose<Author>?
        }

        /// With the account inside, or, as Bitbucket's documentation shows it, the account itself.
        struct Author: Decodable, Sendable {
            let user: Loose<Person>?
            let username: Loose<String>?
            let nickname: Loose<String>?
            var login: String? { user?.value?.login ?? username?.text ?? nickname?.text }
        }
    }

    private struct Person: Decodable, Sendable {
        let username: Loose<String>?
        let nickname: Loose<String>?
        /// `username` is gone from most; the nickname is a name that people choose.
        var login: String? { username?.text ?? nickname?.text }
    }
}
