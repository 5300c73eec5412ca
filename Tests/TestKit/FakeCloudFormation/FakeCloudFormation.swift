import Foundation
import Hummingbird
import NIOCore
import Synchronization

/// CloudFormation on loopback, with as much of S3 and STS as a deployment needs: a real HTTP server that plays scripts of
/// events, for what an emulator does not do. An event comes to pass each time that its stack's events are asked for.
package final class FakeCloudFormation: Sendable {
    package static let account = "123456789012"
    package static let region = "us-east-1"
    private let state = Mutex(CloudFormationState())

    package init() {}

    package func withState<T: Sendable>(_ body: (inout CloudFormationState) throws -> T) rethrows -> T {
        try state.withLock { try body(&$0) }
    }

    package static func id(_ stack: String) -> String {
        "arn:aws:cloudformation:\(region):\(account):stack/\(stack)/5f4dcc3b"
    }

    /// Serves while `body` runs.
    package func serving<T: Sendable>(_ body: @escaping @Sendable (String) async throws -> T) async throws -> T {
        try await LoopbackServer.serving({ request, _ in try await self.respond(to: request) }, body)
    }

    /// How often an operation was called.
    package func calls(_ operation: String) -> Int { withState { state in state.calls.count { $0["Action"] == operation } } }

    /// What an operation was last asked.
    package func asked(_ operation: String) -> [String: String]? {
        withState { state in state.calls.last { $0["Action"] == operation } }
    }

    private func respond(to request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 26)
        guard request.headers[.authorization]?.hasPrefix("AWS4-HMAC-SHA256 Credential=") == true else {
            return Self.refusal(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
        }
        if request.uri.path != "/" { return object(request, Data(body.readableBytesView)) }
        if request.headers[.init("x-amz-target")!] == "Logs_20140328.DescribeLogGroups" {
            let groups = withState { JSON.list($0.logGroups.map { ["logGroupName": .text($0)] }) }
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: JSON.object(["logGroups": groups]).written)))
        }
        let form = Self.form(String(buffer: body))
        let operation = form["Action"] ?? ""
        let failure = withState { state -> CloudFormationFailure? in
            state.calls.append(form)
            guard !(state.failures[operation] ?? []).isEmpty else { return nil }
            return state.failures[operation]?.removeFirst()
        }
        if let failure { return Self.refusal(failure.status, failure.code, failure.message) }
        if operation == "GetCallerIdentity" {
            return Self.answer(
                operation, "<Account>\(Self.account)</Account><Arn>arn:aws:iam::\(Self.account):user/ada</Arn><UserId>AIDA</UserId>")
        }
        do {
            return Self.answer(operation, try withState { try $0.answer(operation, form) })
        } catch let error as CloudFormationFailure {
            return Self.refusal(error.status, error.code, error.message)
        }
    }

    /// S3, the bucket in the path.
    private func object(_ request: Request, _ body: Data) -> Response {
        let parts = request.uri.path.split(separator: "/", maxSplits: 1).map(String.init)
        let bucket = parts[0]
        let key = parts.count > 1 ? parts[1] : ""
        return withState { state in
            guard state.buckets[bucket] != nil else { return Response(status: .notFound) }
            switch request.method {
            case .put: state.buckets[bucket]?[key] = body
            case .get where key.isEmpty:
                let items = (state.buckets[bucket] ?? [:]).sorted { $0.key < $1.key }.map {
                    "<Contents><Key>\($0.key.replacing("&", with: "&amp;"))</Key><Size>\($0.value.count)</Size></Contents>"
                }
                return Response(
                    status: .ok,
                    body: ResponseBody(byteBuffer: ByteBuffer(string: "<ListBucketResult>\(items.joined())</ListBucketResult>")))
            case .post: state.buckets[bucket] = [:]
            case .delete: state.buckets[bucket] = nil
            case .head where key.isEmpty: break
            default:
                guard let data = state.buckets[bucket]?[key] else { return Response(status: .notFound) }
                return Response(status: .ok, headers: [.contentLength: "\(data.count)"])
            }
            return Response(status: .ok, headers: [.contentLength: "0"])
        }
    }

    private static func form(_ text: String) -> [String: String] {
        var found: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { $0.removingPercentEncoding ?? "" }
            found[parts[0]] = parts.count > 1 ? parts[1] : ""
        }
        return found
    }

    private static func answer(_ operation: String, _ result: String) -> Response {
        let text = "<\(operation)Response><\(operation)Result>\(result)</\(operation)Result></\(operation)Response>"
        return Response(status: .ok, headers: [.contentType: "text/xml"], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private static func refusal(_ status: Int, _ code: String, _ message: String) -> Response {
        let text = "<ErrorResponse><Error><Code>\(code)</Code><Message>\(message)</Message></Error></ErrorResponse>"
        return Response(
            status: .init(code: status), headers: [.contentType: "text/xml"], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

/// What a call of the fake meets instead of its answer.
package struct CloudFormationFailure: Error, Sendable, Equatable {
    package var status: Int
    package var code: String
    package var message: String

    package init(_ status: Int, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    package static let throttled = CloudFormationFailure(400, "Throttling", "Rate exceeded")
    package static let denied = CloudFormationFailure(
        403, "AccessDenied", "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: cloudformation:CreateChangeSet")
}
