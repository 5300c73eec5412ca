import Foundation

/// What a fake forge knows of its one repository and of who may do what with it.
package struct ForgeState: Sendable {
    /// What a token lets its holder do. A higher one can all that a lower one can.
    package enum Rights: Int, Sendable, Comparable {
        case none, read, write, admin
        package static func < (one: Rights, other: Rights) -> Bool { one.rawValue < other.rawValue }
    }

    /// `owner/name`, on GitLab also `group/subgroup/name`.
    package let repository: String
    package var isPrivate = true
    /// The tokens that the forge knows.
    package var tokens: [String: Rights] = [:]
    /// Bitbucket: whose API token it is; nil for an access token.
    package var email: String?
    package var commits: Set<String> = []
    package var branches: [String: String] = [:]
    package var pulls: [FakePull] = []
    /// Everything that was accepted, in order; what is shown is the last of a context.
    package var statuses: [FakeStatus] = []
    package var comments: [FakeComment] = []
    package var hooks: [FakeHook] = []
    package var delivered: [ForgeDelivery.Outcome] = []
    package var calls: [ForgeCall] = []
    /// The plain fact of the answers, by the call's number.
    package var answers: [Int] = []
    var plan = FailurePlan()
    /// `http://127.0.0.1:PORT`, once it is known.
    var origin = ""
    private var lastID = 1000

    init(repository: String) { self.repository = repository }

    mutating func nextID() -> Int {
        lastID += 1
        return lastID
    }

    /// Forges take a repository's name without regard to case.
    func has(_ repository: String) -> Bool { repository.lowercased() == self.repository.lowercased() }

    func shows(_ sha: String) -> Bool { commits.contains(sha) }

    var owner: String {
        String(repository[..<(repository.lastIndex(of: "/") ?? repository.endIndex)])
    }
    var name: String { repository.split(separator: "/").last.map(String.init) ?? repository }

    /// Changes a comment's text, and counts it.
    mutating func edit(_ index: Int, _ body: String) {
        comments[index].body = body
        comments[index].edits += 1
    }

    mutating func addComment(_ place: FakeComment.Place, _ body: String) -> FakeComment {
        let id = nextID()
        let comment = FakeComment(id: id, place: place, body: body, thread: "thread\(id)")
        comments.append(comment)
        return comment
    }
}

/// A pull or merge request.
package struct FakePull: Sendable, Equatable {
    package let number: Int
    package var branch: String
    package var sha: String
    /// Where its branch is: the repository itself, or a fork.
    package var from: String
    package var isOpen: Bool
    package var target = "main"
}

/// A commit's status, as the forge's own words say it.
package struct FakeStatus: Sendable, Equatable {
    /// Stays the same for as long as the forge changes one status instead of adding another.
    package var id: Int
    package var sha: String
    package var state: String
    /// Context, name or key.
    package var context: String
    package var name: String?
    package var description: String?
    package var link: String?
    package var ref: String?
}

/// A comment or note.
package struct FakeComment: Sendable, Equatable {
    package enum Place: Sendable, Hashable {
        case commit(String)
        case pull(Int)
    }

    package let id: Int
    package let place: Place
    package var body: String
    /// How often it was changed.
    package var edits = 0
    /// GitLab: written by the forge itself, about the request.
    package var isSystem = false
    /// GitLab: the discussion it stands in.
    package var thread: String
}

/// A registered webhook.
package struct FakeHook: Sendable, Equatable {
    package let id: Int
    package let uuid: String
    package var url: String
    package var secret: String?
    package var events: [String]
    package var active: Bool
    /// All that was given, the secret too, in the forge's own words.
    package var given: JSON
}
