import Crypto
import Engine
import FoundationEssentials
import RunModel

/// A message as JSON for programs, signed by Standard Webhooks where the rule has a secret.
struct HookText: Sendable {
    /// What a program gets.
    struct Body: Encodable {
        let v = 1
        let event: MessageEvent
        let run: RunID
        let repository: RepositoryName
        let branches: [BranchName]
        let commit: CommitSHA
        let subject: String
        let state: String
        let failure: Failure?
        let link: String?
        let report: Report?
    }

    let json: Data

    init(_ message: Message, link: String?) throws {
        let run = message.run
        json = try JSONEncoder.bunsen.encode(
            Body(
                event: message.event, run: run.id, repository: run.request.repository, branches: run.branches, commit: run.request.sha,
                subject: run.subject, state: run.state.name, failure: run.failure, link: link, report: run.report))
    }

    /// The headers that sign the body; a receiver takes one id once.
    ///
    /// - Throws: ``MessageError`` for a secret that is not base64.
    func signature(id: String, time: Date, secret: Secret) throws -> [(name: String, value: String)] {
        let text = secret.reveal()
        guard let key = Data(base64Encoded: text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text), !key.isEmpty else {
            throw MessageError("the rule's secret is not whsec_ and base64: make one with `openssl rand -base64 32`", isTransient: false)
        }
        let stamp = "\(Int(time.timeIntervalSince1970))"
        var code = HMAC<SHA256>(key: SymmetricKey(data: key))
        code.update(data: Data("\(id).\(stamp).".utf8))
        code.update(data: json)
        return [
            ("webhook-id", id), ("webhook-timestamp", stamp), ("webhook-signature", "v1,\(Data(code.finalize()).base64EncodedString())"),
        ]
    }
}
