import Foundation
import Hummingbird
import NIOCore
import Synchronization

/// AWS Batch and the log streams of its jobs on loopback, as strict as AWS: a real HTTP server that holds state. Its jobs stay
/// RUNNABLE until a test moves them, or run a program.
///
/// The time that Batch leaves between SIGTERM and SIGKILL is half a second here, and its shortest timeout, a minute, is a second.
package final class FakeBatch: Sendable {
    package static let queue = "acme-gpu"
    /// Seconds between SIGTERM and SIGKILL.
    static let grace = 0.5
    /// What runs the jobs; nil: a test moves them.
    let program: [String]?
    let state: Mutex<BatchState>
    let directory: ScratchDirectory

    /// - Parameters:
    ///   - program: what a container of the definition starts.
    ///   - definitions: by name.
    package init(program: [String]? = nil, definitions: [FakeDefinition] = [FakeDefinition("acme-production-ml-project")]) throws {
        self.program = program
        directory = try ScratchDirectory()
        var state = BatchState()
        for definition in definitions { state.definitions[definition.name] = definition }
        self.state = Mutex(state)
    }

    package func withState<T: Sendable>(_ body: (inout BatchState) throws -> T) rethrows -> T { try state.withLock { try body(&$0) } }

    /// Serves while `body` runs, and ends what is left of jobs then.
    package func serving<T: Sendable>(_ body: @escaping @Sendable (String) async throws -> T) async throws -> T {
        let result: Result<T, any Error>
        do {
            result = .success(try await LoopbackServer.serving({ try await self.respond(to: $0, on: $1) }, body))
        } catch {
            result = .failure(error)
        }
        for job in withState({ Array($0.jobs.values) }) { job.process?.kill() }
        return try result.get()
    }

    /// How often an operation was called.
    package func calls(_ operation: String) -> Int { withState { state in state.calls.count { $0 == operation } } }

    /// Lets the next calls of an operation fail.
    package func fail(_ operation: String, _ failure: BatchFailure, times: Int = 1) {
        withState { $0.failures[operation, default: []] += Array(repeating: failure, count: times) }
    }

    private func respond(to request: Request, on channel: any Channel) async throws -> Response {
        let body = String(buffer: try await request.body.collect(upTo: 1 << 22))
        let target = request.headers[.init("x-amz-target")!]
        guard let operation = target?.split(separator: ".").last.map(String.init) ?? Self.operations[request.uri.path] else {
            return Self.response(404, ["message": "no such operation"], error: "UnknownOperationException")
        }
        let failure = withState { state -> BatchFailure? in
            state.calls.append(operation)
            guard !(state.failures[operation] ?? []).isEmpty else { return nil }
            return state.failures[operation]?.removeFirst()
        }
        if let reply = failure?.reply { return Self.response(reply.status, ["message": .text(reply.message)], error: reply.code) }
        guard let signature = request.headers[.authorization], signature.hasPrefix("AWS4-HMAC-SHA256 Credential="),
            signature.contains("/\(target == nil ? "batch" : "logs")/aws4_request"), request.headers[.init("x-amz-date")!] != nil
        else {
            return Self.response(403, ["message": "Missing Authentication Token"], error: "MissingAuthenticationTokenException")
        }
        guard let json = JSON(parsing: body) else {
            return Self.response(400, ["message": "no JSON"], error: "SerializationException")
        }
        if failure == .empty { return Self.response(200, ["jobSummaryList": []]) }
        let answer: JSON
        do {
            answer = try self.answer(operation, json, size: body.utf8.count)
        } catch let error as BatchRefusal {
            return Self.response(400, ["message": .text(error.message)], error: error.code)
        }
        let served = BatchExchange(operation: operation, question: json, answer: answer)
        withState { $0.exchanges.append(served) }
        switch failure {
        case .lostAnswer:
            try? await channel.close()
            throw LoopbackServer.ConnectionEnds()
        case .truncated:
            var response = Self.response(200, answer)
            let text = answer.written
            response.body = ResponseBody(byteBuffer: ByteBuffer(string: String(text.prefix(text.count / 2))))
            return response
        default: return Self.response(200, answer)
        }
    }

    private static let operations = Dictionary(
        uniqueKeysWithValues: [
            "SubmitJob", "DescribeJobs", "ListJobs", "TerminateJob", "CancelJob", "DescribeJobQueues", "DescribeComputeEnvironments",
            "DescribeJobDefinitions",
        ].map { ("/v1/\($0.lowercased())", $0) })

    private static func response(_ status: Int, _ json: JSON, error: String? = nil) -> Response {
        var response = Response(
            status: .init(code: status), headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: json.written)))
        if let error { response.headers[.init("x-amzn-errortype")!] = error }
        return response
    }
}

/// What a call of the fake meets instead of its answer.
package enum BatchFailure: Sendable, Equatable {
    case throttled
    case serverError
    case denied
    case expired
    /// It is done, and the connection ends before the answer.
    case lostAnswer
    /// It is done, and half of the answer comes.
    case truncated
    /// A list that lags behind: nothing is on it yet.
    case empty

    var reply: (status: Int, code: String, message: String)? {
        switch self {
        case .throttled: (429, "TooManyRequestsException", "Too Many Requests")
        case .serverError: (500, "ServerException", "Internal server error")
        case .denied: (403, "AccessDeniedException", "User is not authorized to perform: batch:SubmitJob")
        case .expired: (403, "ExpiredTokenException", "The security token included in the request is expired")
        case .lostAnswer, .truncated, .empty: nil
        }
    }
}

/// A job definition of the fake.
package struct FakeDefinition: Sendable {
    package var name: String
    package var command: [String]
    package var parameters: [String: String]
    /// Says its resources as `vcpus` and `memory`.
    package var isOld: Bool
    package var environment: [String: String]

    package init(
        _ name: String, command: [String] = ["bunsen", "job"], parameters: [String: String] = [:], isOld: Bool = false,
        environment: [String: String] = [:]
    ) {
        self.name = name
        self.command = command
        self.parameters = parameters
        self.isOld = isOld
        self.environment = environment
    }
}

struct BatchRefusal: Error {
    var code = "ClientException"
    let message: String
    init(_ message: String, code: String = "ClientException") {
        self.code = code
        self.message = message
    }
}
