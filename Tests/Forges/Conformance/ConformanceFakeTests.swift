import AsyncHTTPClient
import Forges
import NIOCore
import NIOHTTP1
import RunModel
import TestKit
import Testing

/// The fakes themselves: a client that is wrong must be able to fail.
@Suite("A fake forge is as strict as the true one", .timeLimit(.minutes(20)))
struct ConformanceFakeTests {
    /// A call that the true forge refuses, and with what.
    struct Refused: Sendable, CustomTestStringConvertible {
        let subject: ConformanceSubject
        let call: String
        var body = ""
        var headers: [String: String] = [:]
        let status: Int
        var testDescription: String { "\(subject.rawValue): \(call) \(body.prefix(60))" }
    }

    private static let sha = String(repeating: "a1", count: 20)
    private static let none = String(repeating: "b2", count: 20)
    private static let hub = "/repos/acme/pipeline"
    private static let lab = "/api/v4/projects/acme%2Fvision%2Fpipeline"
    private static let bucket = "/2.0/repositories/acme/pipeline"
    private static let tea = "/api/v1/repos/acme/pipeline"
    private static let long = String(repeating: "x", count: 65_537)

    private static let refused: [Refused] = [
        Refused(subject: .github, call: "POST \(hub)/statuses/\(none)", body: #"{"state":"success"}"#, status: 422),
        Refused(subject: .github, call: "POST \(hub)/statuses/\(sha)", body: #"{"state":"running"}"#, status: 422),
        Refused(
            subject: .github, call: "POST \(hub)/statuses/\(sha)",
            body: #"{"state":"success","description":"\#(long.prefix(141))"}"#, status: 422),
        Refused(
            subject: .github, call: "POST \(hub)/statuses/\(sha)", body: #"{"state":"success"}"#, headers: ["content-type": "text/plain"],
            status: 415),
        Refused(subject: .github, call: "POST \(hub)/commits/\(sha)/comments", body: #"{"body":"\#(long)"}"#, status: 422),
        Refused(subject: .github, call: "GET \(hub)", headers: ["user-agent": ""], status: 403),
        Refused(subject: .github, call: "GET \(hub)", headers: ["authorization": ""], status: 404),
        Refused(subject: .github, call: "GET \(hub)/hooks", status: 404),
        Refused(subject: .gitlab, call: "POST \(lab)/statuses/\(sha)", body: #"{"state":"failure"}"#, status: 400),
        Refused(subject: .gitlab, call: "POST \(lab)/statuses/\(none)", body: #"{"state":"failed"}"#, status: 404),
        Refused(subject: .gitlab, call: "POST \(lab)/statuses/\(sha)", body: #"{"state":"failed","target_url":"/runs"}"#, status: 400),
        Refused(
            subject: .gitlab, call: "POST \(lab)/statuses/\(sha)", body: #"{"state":"failed","description":"\#(long.prefix(256))"}"#,
            status: 400),
        Refused(subject: .gitlab, call: "PUT \(lab)/repository/commits/\(sha)/comments/1", body: #"{"note":"x"}"#, status: 404),
        Refused(subject: .gitlab, call: "GET /api/v4/projects/acme/vision/pipeline", status: 404),
        Refused(subject: .gitlab, call: "GET \(lab)/hooks", status: 403),
        Refused(
            subject: .bitbucket, call: "POST \(bucket)/commit/\(sha)/statuses/build", body: #"{"state":"FAILED","key":"k"}"#, status: 400),
        Refused(
            subject: .bitbucket, call: "POST \(bucket)/commit/\(sha)/statuses/build",
            body: #"{"state":"FAILED","key":"\#(long.prefix(41))","url":"https://x.example"}"#, status: 400),
        Refused(
            subject: .bitbucket, call: "POST \(bucket)/commit/\(sha)/statuses/build",
            body: #"{"state":"failed","key":"k","url":"https://x.example"}"#, status: 400),
        Refused(
            subject: .bitbucket, call: "POST \(bucket)/commit/\(none)/statuses/build",
            body: #"{"state":"FAILED","key":"k","url":"https://x.example"}"#, status: 404),
        Refused(
            subject: .bitbucket, call: "POST \(bucket)/commit/\(sha)/comments",
            body: #"{"content":{"raw":"\#(long.prefix(32_769))"}}"#, status: 400),
        Refused(subject: .bitbucket, call: "GET \(bucket)/pullrequests?pagelen=100", status: 400),
        Refused(subject: .bitbucket, call: "GET \(bucket)/pullrequests?q=source.branch.name=feature", status: 400),
        Refused(subject: .bitbucket, call: "GET \(bucket)", headers: ["authorization": "Basic YTpi"], status: 401),
        Refused(subject: .bitbucket, call: "GET \(bucket)/hooks", status: 403),
        Refused(subject: .gitea, call: "POST \(tea)/statuses/\(sha)", body: #"{"state":"running"}"#, status: 422),
        Refused(subject: .gitea, call: "POST \(tea)/statuses/\(none)", body: #"{"state":"pending"}"#, status: 404),
        Refused(subject: .gitea, call: "POST \(tea)/commits/\(sha)/comments", body: #"{"body":"x"}"#, status: 404),
        Refused(subject: .gitea, call: "GET \(tea)", headers: ["authorization": ""], status: 404),
        Refused(subject: .gitea, call: "GET \(tea)/hooks", status: 403),
    ]

    @Test("what the true forge refuses is refused", arguments: refused)
    func refuses(_ refused: Refused) async throws {
        try await refused.subject.serving { house in
            let answer = try await Self.ask(house, refused.call, refused.body, refused.headers)
            #expect(answer.status == refused.status)
            #expect(house.words.isEmpty && house.fake.comments.isEmpty)
        }
    }

    @Test("GitLab lets no status go on as it is, and says so")
    func transitions() async throws {
        try await ConformanceSubject.gitlab.serving { house in
            let call = "POST \(Self.lab)/statuses/\(Self.sha)"
            for (state, event, status) in [
                ("pending", "enqueue", 201), ("pending", "enqueue", 400), ("running", "run", 201), ("running", "run", 400),
                ("pending", "enqueue", 400), ("success", "success", 201), ("success", "success", 201),
            ] {
                let answer = try await Self.ask(house, call, #"{"state":"\#(state)"}"#)
                #expect(answer.status == status)
                if status == 400 { #expect(answer.body.contains("Cannot transition status via :\(event) from :")) }
            }
        }
    }

    @Test("a list comes in pages", arguments: [.github, .gitlab, .bitbucket, .gitea] as [ConformanceSubject])
    func pages(_ subject: ConformanceSubject) async throws {
        try await subject.serving { house in
            for number in 0..<45 { house.fake.addPull(of: "b\(number)", at: house.sha) }
            let first: [ConformanceSubject: String] = [
                .github: "\(Self.hub)/pulls?per_page=20", .gitlab: "\(Self.lab)/merge_requests", .gitea: "\(Self.tea)/pulls?limit=20",
                .bitbucket: "\(Self.bucket)/pullrequests?pagelen=20",
            ]
            var next = first[subject]
            var sizes: [Int] = []
            while let path = next {
                let answer = try await Self.ask(house, "GET \(path)")
                let json = try #require(JSON(parsing: answer.body))
                sizes.append((json["values"] ?? json).list.count)
                let link = answer.headers["link"].first?.split(separator: ",").first { $0.contains("rel=\"next\"") }
                let address =
                    json["next"]?.text
                    ?? link?.split(whereSeparator: { $0 == "<" || $0 == ">" }).first { $0.hasPrefix("http") }.map(String.init)
                next = address.map { String($0.dropFirst(house.fake.origin.count)) }
            }
            #expect(sizes == [20, 20, 5])
        }
    }

    private static func ask(
        _ house: ConformanceHouse, _ call: String, _ body: String = "", _ headers: [String: String] = [:]
    ) async throws -> (status: Int, headers: HTTPHeaders, body: String) {
        let words = call.split(separator: " ", maxSplits: 1).map(String.init)
        var request = HTTPClientRequest(url: house.fake.origin + words[1])
        request.method = HTTPMethod(rawValue: words[0])
        var all = ["user-agent": "test", "content-type": "application/json", "authorization": "Bearer \(ConformanceHouse.token)"]
        all.merge(headers) { $1 }
        for (name, value) in all where !value.isEmpty { request.headers.add(name: name, value: value) }
        if !body.isEmpty { request.body = .bytes(ByteBuffer(string: body)) }
        let answer = try await house.client.execute(request, timeout: .seconds(60))
        let bytes = try await answer.body.collect(upTo: 1 << 24)
        return (Int(answer.status.code), answer.headers, String(buffer: bytes))
    }
}
