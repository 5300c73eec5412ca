import AWS
import AsyncHTTPClient
import DynamoStore
import Foundation
import Lambda
import Logging
import RunModel
import TestKit
import Testing

/// The function's surroundings: table, parameters and secrets on moto, Batch on its fake, a forge.
struct LambdaFixture: Sendable {
    static let secret = "hook-secret-for-tests"
    static let repository = "127.0.0.1/acme/pipeline"
    let batch: FakeBatch
    let forge: FakeGitHub
    let moto: String
    let batchAddress: String
    let table: String
    let http: HTTPClient

    var environment: [String: String] {
        MotoServer.environment.merging([
            "AWS_REGION": "us-east-1", "AWS_ENDPOINT_URL": moto, "AWS_ENDPOINT_URL_BATCH": batchAddress,
            "AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": batchAddress, "BUNSEN_TABLE": table, "BUNSEN_PARAMETERS": "/bunsen/\(table)",
        ]) { $1 }
    }

    var client: AWSClient {
        let surroundings = AWSSurroundings(environment: environment, random: { 0 })
        return AWSClient(
            region: "us-east-1", credentials: CredentialsCache(EnvironmentCredentials(surroundings)), http: AWSHTTP(http),
            surroundings: surroundings)
    }

    var store: DynamoStore { DynamoStore(DynamoDB(client), table: table) }

    /// Another process of the function.
    func service(topic: String? = nil, now: @escaping @Sendable () -> Date = { Date() }) throws -> LambdaService {
        try LambdaService(
            environment: environment.merging(topic.map { ["BUNSEN_TOPIC_ARN": $0] } ?? [:]) { $1 }, client: client, http: http, now: now,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What the gateway hands on for a push; `sha` is known to the forge.
    func push(_ sha: CommitSHA, _ message: String = "Try it\n\n:ACME_RUN:", secret: String = secret) throws -> Data {
        forge.add(sha, branches: "topic")
        let push = try SignedPush(.github, branch: "topic", sha: sha, message: message, secret: secret)
        return try LambdaEventTests.http(push.body.base64EncodedString(), headers: push.headers, isBase64Encoded: true)
    }

    /// The status of the answer to a request.
    func status(_ data: Data) throws -> Int { try #require(JSON(parsing: String(decoding: data, as: UTF8.self))?["statusCode"]?.number) }

    /// What Batch sends when a job has ended.
    func ended(_ job: String) throws -> Data {
        let found = try #require(batch.withState { $0.jobs[job] })
        let event: JSON = [
            "source": "aws.batch", "detail-type": "Batch Job State Change",
            "detail": [
                "jobId": .text(job), "jobName": .text(found.name), "status": .text(found.status), "tags": found.request["tags"] ?? [:],
            ],
        ]
        return Data(event.written.utf8)
    }

    static let tick = Data(#"{"source": "aws.events", "detail-type": "Scheduled Event"}"#.utf8)

    /// - Parameter settings: of the project, further.
    static func serving(
        service: JSON = ["batch": ["gpu": ["queue": .text(FakeBatch.queue)]]], project: [String: JSON] = [:],
        _ body: @escaping @Sendable (LambdaFixture) async throws -> Void
    ) async throws {
        let address = try #require(SharedMoto.address, "needs scripts/install.sh")
        let table = "bunsen-\(UUID().uuidString.lowercased())"
        try await DynamoTable.make(table, at: address)
        let batch = try FakeBatch(definitions: [FakeDefinition("acme-production-ml-pipeline")])
        try await FakeGitHub.serving { forge in
            try await batch.serving { batchAddress in
                let declared: JSON = [
                    "name": "pipeline", "url": "https://127.0.0.1/acme/pipeline.git", "repository": .text(repository), "forge": "github",
                    "api": .text(forge.api), "token_secret": .text("\(table)/token"), "webhook_secrets": [.text("\(table)/hook")],
                ]
                let aws = MotoCalls(address: address)
                try await aws.put(parameter: "/bunsen/\(table)/service", service.written)
                try await aws.put(parameter: "/bunsen/\(table)/projects/pipeline", declared.with(project).written)
                try await aws.put(secret: "\(table)/token", FakeGitHub.writeToken)
                try await aws.put(secret: "\(table)/hook", secret)
                let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: AWSHTTP.configuration)
                let outcome: Result<Void, any Error>
                do {
                    try await body(
                        LambdaFixture(batch: batch, forge: forge, moto: address, batchAddress: batchAddress, table: table, http: http))
                    outcome = .success(())
                } catch {
                    outcome = .failure(error)
                }
                try await http.shutdown()
                try outcome.get()
            }
        }
    }
}

/// What tests put into the emulator.
struct MotoCalls {
    let address: String

    /// A topic, and a queue that gets what it is told.
    func topic(_ name: String) async throws -> String {
        let arn = "arn:aws:sns:us-east-1:123456789012:\(name)"
        try await form("sns", ["Action": "CreateTopic", "Version": "2010-03-31", "Name": name])
        try await form("sqs", ["Action": "CreateQueue", "Version": "2012-11-05", "QueueName": name])
        try await form(
            "sns",
            [
                "Action": "Subscribe", "Version": "2010-03-31", "TopicArn": arn, "Protocol": "sqs",
                "Endpoint": "arn:aws:sqs:us-east-1:123456789012:\(name)",
            ])
        return arn
    }

    /// What the queue of a topic holds.
    func told(_ name: String) async throws -> String {
        try await form(
            "sqs",
            [
                "Action": "ReceiveMessage", "Version": "2012-11-05", "QueueUrl": "\(address)/123456789012/\(name)",
                "MaxNumberOfMessages": "10",
            ])
    }

    @discardableResult
    private func form(_ service: String, _ fields: [String: String]) async throws -> String {
        try await Program.run(
            [
                "curl", "-sSf", "-H",
                "Authorization: AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/\(service)/aws4_request", address,
            ] + fields.sorted { $0.key < $1.key }.flatMap { ["--data-urlencode", "\($0.key)=\($0.value)"] })
    }

    func put(parameter name: String, _ value: String) async throws {
        let body: JSON = ["Name": .text(name), "Value": .text(value), "Type": "String", "Overwrite": true]
        try await call("AmazonSSM.PutParameter", "ssm", body)
    }

    func put(secret name: String, _ value: String) async throws {
        let body: JSON = ["Name": .text(name), "SecretString": .text(value), "ClientRequestToken": .text(UUID().uuidString)]
        try await call("secretsmanager.CreateSecret", "secretsmanager", body)
    }

    func replace(secret name: String, _ value: String) async throws {
        let body: JSON = ["SecretId": .text(name), "SecretString": .text(value), "ClientRequestToken": .text(UUID().uuidString)]
        try await call("secretsmanager.PutSecretValue", "secretsmanager", body)
    }

    private func call(_ target: String, _ service: String, _ body: JSON) async throws {
        try await Program.run([
            "curl", "-sSf", "-o", "/dev/null", "-H", "X-Amz-Target: \(target)",
            "-H", "Authorization: AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/\(service)/aws4_request",
            "-H", "Content-Type: application/x-amz-json-1.1", "-d", body.written, address,
        ])
    }
}
