import FoundationEssentials
import RunModel

/// The push event of GitHub, Gitea and Forgejo: one ref, its head commit, and a list of commits that may be cut or empty.
struct HeadedPush: Decodable {
    let ref: String
    let before: String
    let after: String
    let forced: Bool?
    let repository: Repository
    /// The commit that the ref has now, if the payload has it.
    let head: Commit?
    let pusher: String?

    struct Repository: Decodable {
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

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let after = try fields.decode(String.self, forKey: .after)
        ref = try fields.decode(String.self, forKey: .ref)
        before = try fields.decode(String.self, forKey: .before)
        repository = try fields.decode(Repository.self, forKey: .repository)
        forced = try? fields.decode(Bool.self, forKey: .forced)
        let sender = try? fields.decode(Person.self, forKey: .sender)
        pusher =
            sender?.login?.text ?? sender?.username?.text
            ?? (try? fields.decode(Person.self, forKey: .pusher))?.name?.text
        // By its id: the lists have the newest first, or last, or not at all. They can have thousands, and are rarely needed.
        let named = try? fields.decode(Commit.self, forKey: .headCommit)
        head =
            named?.id == after
            ? named : (try? fields.decode([Commit].self, forKey: .commits))?.first { $0.id == after }
        self.after = after
    }

    static func content(of delivery: Delivery) throws(MalformedDelivery) -> DeliveryContent {
        let push = try PayloadReader.read(HeadedPush.self, delivery)
        switch PushedRef(ref: push.ref, before: push.before, after: push.after).reading {
        case .ignored(let reason): return DeliveryContent(ignored: [reason])
        case .head(let branch, let before, let after):
            return DeliveryContent(pushes: [
                ForgePush(
                    repository: push.repository.fullName, branch: branch, before: before, after: after,
                    headMessage: push.head?.message,
                    created: before == nil, forced: push.forced,
                    authorLogin: push.head?.author?.value?.username?.text,
                    pusherLogin: push.pusher)
            ])
        }
    }
}
