import FoundationEssentials
import RunModel

/// The push event of GitHub, Gitea and Forgejo: one ref, its head commit, and a list of commits that may be cut or empty.
struct HeadedPush: Decodable {
    let ref: String
    let before: String
    let after: String
    let forced: Loose<Bool>?
    let repository: Repository
    let headCommit: Loose<Commit>?
    let commits: Loose<[Commit]>?
    let sender: Loose<Person>?
    let pusher: Loose<Person>?

    struct Repository: Decodable, Sendable {
        let fullName: String
        private enum CodingKeys: String, CodingKey { case fullName = "full_name" }
    }

    struct Commit: Decodable, Sendable {
        let id: String
        let message: String
        let author: Loose<Person>?
    }

    struct Person: Decodable, Sendable {
        let login: Loose<String>?
        let username: Loose<String>?
        let name: Loose<String>?
    }

    private enum CodingKeys: String, CodingKey {
        case ref, before, after, forced, repository, commits, sender, pusher
        case headCommit = "head_commit"
    }

    static func content(of delivery: Delivery) throws(MalformedDelivery) -> DeliveryContent {
        let push = try PayloadReader.read(HeadedPush.self, delivery)
        switch PushedRef(ref: push.ref, before: push.before, after: push.after).reading {
        case .ignored(let reason): return DeliveryContent(ignored: [reason])
        case .head(let branch, let before, let after):
            // By its id: the lists have the newest first, or last, or not at all.
            let candidates = [push.headCommit?.value].compactMap(\.self) + (push.commits?.value ?? [])
            let head = candidates.first { $0.id == after.text }
            let sender = push.sender?.value
            return DeliveryContent(pushes: [
                ForgePush(
                    repository: push.repository.fullName, branch: branch, before: before, after: after, headMessage: head?.message,
                    created: before == nil, forced: push.forced?.value, authorLogin: head?.author?.value?.username?.text,
                    pusherLogin: sender?.login?.text ?? sender?.username?.text ?? push.pusher?.value?.name?.text)
            ])
        }
    }
}
