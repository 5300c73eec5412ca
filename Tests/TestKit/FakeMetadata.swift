package import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// What an EC2 instance and an ECS container are told about themselves, on loopback: IMDSv2, which wants a token, and the task
/// metadata of version 4.
package final class FakeMetadata: Sendable {
    private let state = Mutex(State())

    private struct State {
        var notice: Date?
        var tokens = 0
    }

    /// What the environment of a job has to say.
    package static let container = """
        {"ContainerARN": "arn:aws:ecs:eu-west-1:123456789012:container/acme/1", "LogDriver": "awslogs",
         "LogOptions": {"awslogs-group": "/acme/jobs", "awslogs-region": "eu-west-1", "awslogs-stream": "acme/default/1f2e"},
         "Labels": {"com.amazonaws.ecs.task-arn": "arn:aws:ecs:eu-west-1:123456789012:task/acme/1f2e", "com.amazonaws.ecs.cluster": "acme"}}
        """
    package static let logStream = "arn:aws:logs:eu-west-1:123456789012:log-group:/acme/jobs:log-stream:acme/default/1f2e"

    /// Serves while `body` runs, which gets the variables that lead a job to it.
    package static func serving<T: Sendable>(
        _ body: @escaping @Sendable (FakeMetadata, _ environment: [String: String]) async throws -> T
    ) async throws -> T {
        let fake = FakeMetadata()
        return try await LoopbackServer.serving({ request, _ in fake.answer(request) }) { address in
            try await body(
                fake, ["AWS_EC2_METADATA_SERVICE_ENDPOINT": address, "ECS_CONTAINER_METADATA_URI_V4": "\(address)/v4/1f2e-1"])
        }
    }

    /// From now on the instance is told that it will be taken back.
    package func notice(at time: Date) { state.withLock { $0.notice = time } }

    private func answer(_ request: Request) -> Response {
        let path = request.uri.path
        if path == "/v4/1f2e-1" { return Self.text(Self.container) }
        if path == "/latest/api/token" {
            guard request.method == .put, request.headers[HTTPField.Name("x-aws-ec2-metadata-token-ttl-seconds")!] != nil else {
                return Response(status: .badRequest)
            }
            return Self.text("token-\(state.withLock { state in state.tokens += 1; return state.tokens })")
        }
        let token = request.headers[HTTPField.Name("x-aws-ec2-metadata-token")!]
        guard token?.hasPrefix("token-") == true else { return Response(status: .unauthorized) }
        guard path == "/latest/meta-data/spot/instance-action", let time = state.withLock({ $0.notice }) else {
            return Response(status: .notFound)
        }
        return Self.text("{\"action\": \"terminate\", \"time\": \"\(time.formatted(.iso8601))\"}")
    }

    private static func text(_ text: String) -> Response {
        Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
