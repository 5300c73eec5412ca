import Forges
import Foundation
import RunModel
import TestKit
import Testing

/// Each value of each forge's payload in turn is replaced by one of every other kind.
@Suite("Payloads with one wrong value")
struct WrongTypeTests {
    /// What a push cannot be read without.
    private static func needed(_ kind: ForgeKind) -> Set<String> {
        switch kind {
        case .github, .gitea, .forgejo:
            ["ref", "before", "after", "repository", "repository.full_name"]
        case .gitlab: ["ref", "before", "after", "project", "project.path_with_namespace"]
        case .bitbucket:
            [
                "repository", "repository.full_name", "push", "push.changes", "push.changes.0",
                "push.changes.0.new",
                "push.changes.0.new.type", "push.changes.0.new.name", "push.changes.0.new.target",
                "push.changes.0.new.target.hash",
                "push.changes.0.old", "push.changes.0.old.type", "push.changes.0.old.name",
                "push.changes.0.old.target",
                "push.changes.0.old.target.hash",
            ]
        case .bitbucketDC:
            [
                "repository", "repository.slug", "repository.project", "repository.project.key", "changes",
                "changes.0", "changes.0.ref",
                "changes.0.ref.id", "changes.0.fromHash", "changes.0.toHash",
            ]
        }
    }

    private static let values: [(kind: String, text: String)] = [
        ("null", "null"), ("number", "7"), ("number", "-1e300"), ("flag", "true"), ("list", "[]"),
        ("list", "[[],7]"), ("object", "{}"),
        ("object", #"{"a":{}}"#), ("text", "\"\\u0000 x\""),
    ]

    @Test("is a push all the same, or none, and never half of one", arguments: ForgeKind.allCases)
    func replaced(kind: ForgeKind) throws {
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        let signed = try SignedPush(kind, branch: "feature/x", sha: sha, message: "Try", secret: "s")
        let headers = signed.headers.map { (name: $0.key, value: $0.value) }
        let format = Webhooks.format(of: kind)
        let whole = try format.read(Delivery(headers: headers, body: signed.body))
        let payload = try JSONTree(signed.body)
        let needed = Self.needed(kind)
        #expect(needed.isSubset(of: payload.paths))
        for path in payload.paths {
            let own = payload.kind(at: path)
            // An empty list or object is as wrong as any, where something in it is needed.
            for value in Self.values where value.kind != own || needed.contains(path) && own != "text" {
                let body = try payload.replacing(path, with: value.text)
                let content = try? format.read(Delivery(headers: headers, body: body))
                let note = "\(path) = \(value.text)"
                if !needed.contains(path) {
                    let push = try #require(content?.pushes.first, "\(note)")
                    #expect(
                        push.repository == whole.pushes[0].repository && push.branch == whole.pushes[0].branch,
                        "\(note)")
                    #expect(
                        push.before == whole.pushes[0].before && push.after == sha
                            && content?.pushes.count == 1, "\(note)")
                } else if path == "push.changes.0.old", value.text == "null" {
                    // This is how Bitbucket says that the branch is new.
                    #expect(content?.pushes.first?.created == true)
                } else {
                    #expect(content?.pushes.isEmpty ?? true, "\(note)")
                }
            }
        }
    }
}
