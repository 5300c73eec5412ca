import Forges
import Foundation
import Lambda
import RunModel
import TestKit
import Testing

@Suite("What a function is called with")
struct LambdaEventTests {
    private static let vectors = URL(filePath: Program.checkout).deletingLastPathComponent().appending(path: "shared/vectors")

    static func http(
        _ body: String, headers: [String: String] = [:], path: String = "/hooks/github", isBase64Encoded: Bool = false,
        method: String = "POST"
    ) throws -> Data {
        let event: [String: Any] = [
            "version": "2.0", "rawPath": path, "headers": headers, "body": body, "isBase64Encoded": isBase64Encoded,
            "requestContext": ["http": ["method": method, "path": path], "stage": "$default"],
        ]
        return try JSONSerialization.data(withJSONObject: event)
    }

    @Test func `a request's body is what the sender has signed, in text or base64`() throws {
        guard case .http(let text) = try LambdaEvent(Self.http("{\r\n \"ä\": 1}", headers: ["X-GitHub-Event": "push"])),
            case .http(let coded) = try LambdaEvent(Self.http(Data("{\r\n \"ä\": 1}".utf8).base64EncodedString(), isBase64Encoded: true))
        else {
            Issue.record("no request")
            return
        }
        #expect(text.body == Data("{\r\n \"ä\": 1}".utf8) && coded.body == text.body)
        #expect(text.delivery.header("x-github-event") == "push")
        #expect(throws: DecodingError.self) { try LambdaEvent(Self.http("no base64!", isBase64Encoded: true)) }
    }

    @Test(
        "the path says the forge, else the headers do",
        arguments: [
            ("/hooks/github", ForgeKind.github, nil), ("/hooks/gitlab/digits", .gitlab, "digits"),
            ("/production/hooks/gitea", .gitea, nil), ("/bitbucket-webhook", .bitbucket, nil), ("/webhook", .forgejo, nil),
            ("/hooks/nobody", nil, nil), ("/hooks/github/a/b", nil, nil),
        ] as [(String, ForgeKind?, String?)])
    func paths(path: String, kind: ForgeKind?, project: String?) throws {
        guard case .http(let request) = try LambdaEvent(Self.http("{}", headers: ["x-forgejo-event": "push"], path: path)) else {
            Issue.record("no request")
            return
        }
        #expect(request.hook?.kind == kind && request.hook?.project == project)
    }

    @Test(
        "real requests of the gateway are read, and those of forges have their signature's bytes",
        .enabled(if: FileManager.default.fileExists(atPath: vectors.path), "the samples are not there"),
        arguments: ["http-v2-bitbucket-push-base64", "http-v2-github-push-text"])
    func pushes(name: String) throws {
        let data = try Data(contentsOf: Self.vectors.appending(path: "aws-lambda/\(name).json"))
        guard case .http(let request) = try LambdaEvent(data) else {
            Issue.record("no request")
            return
        }
        let hook = try #require(request.hook)
        #expect(request.body.count == Int(request.headers["content-length"] ?? ""))
        let content = try Webhooks.format(of: hook.kind).read(request.delivery)
        #expect(content.pushes.count + content.ignored.count == 1)
    }

    @Test(
        "other real events are what they are",
        .enabled(if: FileManager.default.fileExists(atPath: vectors.path), "the samples are not there"))
    func others() throws {
        func event(_ name: String) throws -> LambdaEvent { try LambdaEvent(Data(contentsOf: Self.vectors.appending(path: "\(name).json"))) }
        #expect(try event("aws-lambda/eventbridge-scheduled") == .tick)
        #expect(try event("aws-lambda/eventbridge-no-version") == .other("aws.ec2: EC2 Instance State-change Notification"))
        for name in ["http-v2-iam-crlf-body", "http-v2-jwt-text-body", "http-v2-no-body", "function-url-base64-body"] {
            guard case .http(let request) = try event("aws-lambda/\(name)") else {
                Issue.record("\(name)")
                continue
            }
            #expect(request.hook == nil, "\(name)")
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.vectors.appending(path: "aws-batch").path)
        for name in files.filter({ $0.hasPrefix("event-") }) {
            guard case .job(let change) = try event("aws-batch/\(name.dropLast(5))") else {
                Issue.record("\(name)")
                continue
            }
            #expect(change.hasEnded == !name.contains("runnable") && change.run == nil, "\(name)")
        }
    }

    @Test func `a job's run is known by its tag or its name`() throws {
        func change(_ name: String, _ tags: String = "{}") throws -> JobChange? {
            let text = """
                {"source": "aws.batch", "detail-type": "Batch Job State Change",
                 "detail": {"jobId": "1", "jobName": "\(name)", "status": "FAILED", "tags": \(tags)}}
                """
            guard case .job(let change) = try LambdaEvent(Data(text.utf8)) else { return nil }
            return change
        }
        let id = RunID("r-20260102T030405-aaaaaaaa")
        #expect(try change("bunsen-my-repo-1234567-r-20260102T030405-aaaaaaaa-12")?.run == id)
        #expect(try change("other", #"{"bunsen:run": "r-20260102T030405-aaaaaaaa"}"#)?.run == id)
        for name in ["acme-ml-1234567", "bunsen-x", "bunsen-r-1-a", "other-r-20260102T030405-aaaaaaaa-1"] {
            #expect(try change(name)?.run == nil, "\(name)")
        }
    }
}
