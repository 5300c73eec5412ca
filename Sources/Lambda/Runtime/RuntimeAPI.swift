package import AsyncHTTPClient
package import FoundationEssentials
import NIOCore
import NIOHTTP1

/// What the Lambda service and a runtime say to each other:
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
package struct RuntimeAPI: Sendable {
    private let client: HTTPClient
    /// `http://HOST:PORT/2018-06-01/runtime`
    private let base: String

    /// One event to be handled.
    package struct Invocation: Sendable {
        package let id: String
        /// When the process is stopped, whatever it does.
        package let deadline: Date
        package let body: Data
    }

    /// - Parameter address: what `AWS_LAMBDA_RUNTIME_API` says.
    package init(address: String, client: HTTPClient) {
        self.client = client
        base = "http://\(address)/2018-06-01/runtime"
    }

    /// Waits for the next event, for as long as that takes: the process stands still meanwhile.
    func next() async throws -> Invocation {
        let answer = try await client.execute(HTTPClientRequest(url: "\(base)/invocation/next"), timeout: .hours(24 * 365))
        guard answer.status == .ok, let id = answer.headers.first(name: "lambda-runtime-aws-request-id") else {
            throw RuntimeError(description: "the runtime API answered \(answer.status.code) without an event")
        }
        let milliseconds = answer.headers.first(name: "lambda-runtime-deadline-ms").flatMap { Double($0) }
        let body = try await answer.body.collect(upTo: 16 << 20)
        return Invocation(
            id: id, deadline: milliseconds.map { Date(timeIntervalSince1970: $0 / 1000) } ?? .distantFuture,
            body: Data(body.readableBytesView))
    }

    func respond(to id: String, with body: Data) async throws { try await post("invocation/\(id)/response", body) }

    func fail(_ id: String, _ error: RuntimeError) async throws {
        let body = try JSONEncoder().encode(["errorType": "BunsenError", "errorMessage": error.description])
        try await post("invocation/\(id)/error", body)
    }

    /// Says that no event can ever be handled; Lambda starts another process later.
    package func failToStart(_ error: RuntimeError) async throws {
        let body = try JSONEncoder().encode(["errorType": "BunsenError", "errorMessage": error.description])
        try await post("init/error", body)
    }

    private func post(_ path: String, _ body: Data) async throws {
        var request = HTTPClientRequest(url: "\(base)/\(path)")
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(body)
        let answer = try await client.execute(request, timeout: .seconds(10))
        _ = try await answer.body.collect(upTo: 1 << 16)
        // 413: the answer was too long; the event counts as failed.
        guard (200..<300).contains(answer.status.code) else {
            throw RuntimeError(description: "the runtime API answered \(answer.status.code) to \(path.split(separator: "/").last ?? "")")
        }
    }
}

package struct RuntimeError: Error, Sendable, CustomStringConvertible {
    package let description: String
    package init(description: String) { self.description = description }
}
