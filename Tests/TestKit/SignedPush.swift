import Crypto
package import Foundation
package import RunModel

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A push as a forge tells it: the payload in that forge's own shape, with the fields that its documentation promises, and the
/// headers, signed.
package struct SignedPush: Sendable {
    package var forge: ForgeKind
    package var headers: [String: String]
    package var body: Data

    /// - Parameters:
    ///   - message: the head's; nil leaves out all that a forge may leave out.
    package init(
        _ forge: ForgeKind, repository: String = "acme/pipeline", branch: String = "main", sha: CommitSHA, message: String,
        secret: String
    ) throws {
        self.forge = forge
        let payload = Self.payload(forge, repository, branch, sha.text, message)
        body = try JSONSerialization.data(withJSONObject: payload, options: [.sortedKeys])
        headers = ["Content-Type": "application/json"]
        sign(with: secret)
    }

    /// The same push with another body, signed anew.
    package func with(body: Data, secret: String) -> SignedPush {
        var push = self
        push.body = body
        push.sign(with: secret)
        return push
    }

    private mutating func sign(with secret: String) {
        let digest = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
        let hex = digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let id = UUID().uuidString.lowercased()
        let own: [String: String] =
            switch forge {
            case .github: ["X-GitHub-Event": "push", "X-GitHub-Delivery": id, "X-Hub-Signature-256": "sha256=\(hex)"]
            case .gitlab: ["X-Gitlab-Event": "Push Hook", "X-Gitlab-Event-UUID": id, "X-Gitlab-Token": secret]
            case .bitbucket:
                [
                    "X-Event-Key": "repo:push", "X-Request-UUID": id, "X-Hook-UUID": "{\(id)}", "X-Attempt-Number": "1",
                    "X-Hub-Signature": "sha256=\(hex)",
                ]
            case .bitbucketDC: ["X-Event-Key": "repo:refs_changed", "X-Request-Id": id, "X-Hub-Signature": "sha256=\(hex)"]
            case .gitea, .forgejo:
                [
                    "X-Gitea-Event": "push", "X-Gitea-Delivery": id, "X-Gitea-Signature": hex, "X-GitHub-Event": "push",
                    "X-Hub-Signature-256": "sha256=\(hex)",
                ]
            }
        headers.merge(own) { $1 }
        if forge == .forgejo {
            headers["X-Forgejo-Event"] = "push"
            headers["X-Forgejo-Signature"] = hex
        }
    }

    /// Sends it to `http://127.0.0.1:PORT/hooks/FORGE`, or another path.
    package func send(to port: Int, path: String? = nil) async throws -> (status: Int, body: String) {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path ?? "/hooks/\(forge.rawValue)")") else {
            throw Program.Failed(description: "no address")
        }
        var request = URLRequest(url: url, timeoutInterval: 20)
        request.httpMethod = "POST"
        request.httpBody = body
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
    }

    private static func payload(_ forge: ForgeKind, _ repository: String, _ branch: String, _ sha: String, _ message: String) -> [String:
        Any]
    {
        let before = String(repeating: "1", count: 40)
        let name = repository.split(separator: "/").last.map(String.init) ?? repository
        let owner = repository.split(separator: "/").first.map(String.init) ?? repository
        let person: [String: Any] = ["name": "Ada", "email": "ada@example.org", "username": "ada", "login": "ada"]
        let commit: [String: Any] = [
            "id": sha, "message": message, "timestamp": "2026-11-24T04:22:01+00:00", "author": person, "committer": person,
            "added": [String](), "removed": [String](), "modified": ["params.yaml"],
        ]
        switch forge {
        case .github, .gitea, .forgejo:
            return [
                "ref": "refs/heads/\(branch)", "before": before, "after": sha, "created": false, "deleted": false, "forced": false,
                "repository": ["id": 1, "name": name, "full_name": repository, "owner": person, "private": true],
                "pusher": person, "sender": person, "commits": [commit], "head_commit": commit, "total_commits": 1,
            ]
        case .gitlab:
            return [
                "object_kind": "push", "event_name": "push", "before": before, "after": sha, "ref": "refs/heads/\(branch)",
                "checkout_sha": sha, "user_name": "Ada", "user_username": "ada", "project_id": 1,
                "project": ["id": 1, "name": name, "path_with_namespace": repository, "default_branch": "main"],
                "commits": [commit], "total_commits_count": 1,
            ]
        case .bitbucket:
            let target: [String: Any] = [
                "type": "commit", "hash": sha, "message": message, "date": "2026-11-24T04:22:01+00:00",
                "author": ["type": "author", "raw": "Ada <ada@example.org>"],
            ]
            return [
                "push": [
                    "changes": [
                        [
                            "old": ["type": "branch", "name": branch, "target": ["type": "commit", "hash": before]],
                            "new": ["type": "branch", "name": branch, "target": target],
                            "created": false, "closed": false, "forced": false, "truncated": false, "commits": [target],
                        ]
                    ]
                ],
                "repository": ["type": "repository", "name": "A name of its own", "full_name": repository],
                "actor": ["type": "user", "nickname": "ada", "display_name": "Ada"],
            ]
        case .bitbucketDC:
            return [
                "eventKey": "repo:refs_changed", "date": "2026-11-24T04:22:01+0000",
                "actor": ["name": "ada", "slug": "ada", "id": 1, "displayName": "Ada", "type": "NORMAL"],
                "repository": ["slug": name, "id": 1, "name": name, "project": ["key": owner, "id": 1]],
                "changes": [
                    [
                        "ref": ["id": "refs/heads/\(branch)", "displayId": branch, "type": "BRANCH"], "refId": "refs/heads/\(branch)",
                        "fromHash": before, "toHash": sha, "type": "UPDATE",
                    ]
                ],
            ]
        }
    }
}
