package import Foundation
import Hummingbird
import NIOCore
import Subprocess
import Synchronization
import SystemPackage

/// The Lambda service as a function's process sees it: the runtime API on loopback, and the process.
package final class FakeRuntime: Sendable {
    private let state = Mutex(State())
    private let program: String

    private struct State {
        var waiting: [(id: String, body: String)] = []
        /// Who asks for the next event and has to wait.
        var asking: CheckedContinuation<Void, Never>?
        var answers: [String: Answer] = [:]
        var awaited: [String: CheckedContinuation<Answer, Never>] = [:]
        var initError: String?
        var count = 0
    }

    /// What the process said to one event.
    package struct Answer: Sendable, Equatable {
        package var isError: Bool
        package var body: String

        package init(isError: Bool, body: String) {
            self.isError = isError
            self.body = body
        }
    }

    private init(program: String) { self.program = program }

    /// Runs the function's program while `body` runs.
    package static func serving<T: Sendable>(
        _ program: String = BunsenProgram.sibling("bunsen-lambda"), environment: [String: String],
        _ body: @escaping @Sendable (FakeRuntime) async throws -> T
    ) async throws -> T {
        let runtime = FakeRuntime(program: program)
        return try await LoopbackServer.serving({ request, _ in try await runtime.respond(to: request) }) { address in
            let result = try await Subprocess.run(
                .path(FilePath(program)),
                environment: .custom(
                    Dictionary(
                        uniqueKeysWithValues: environment.merging(["AWS_LAMBDA_RUNTIME_API": String(address.dropFirst(7))]) { $1 }
                            .map { (Environment.Key(stringLiteral: $0.key), $0.value) })),
                input: .none, output: .discarded, error: .discarded
            ) { execution -> Swift.Result<T, any Error> in
                let outcome: Swift.Result<T, any Error>
                do { outcome = .success(try await body(runtime)) } catch { outcome = .failure(error) }
                try? execution.send(signal: .kill)
                return outcome
            }
            runtime.state.withLock { $0.asking.take() }?.resume()
            return try result.closureResult.get()
        }
    }

    /// Sends an event and waits for what the process says.
    package func invoke(_ event: Data) async -> Answer {
        let id = state.withLock { state in
            state.count += 1
            let id = "event-\(state.count)"
            state.waiting.append((id, String(decoding: event, as: UTF8.self)))
            return id
        }
        state.withLock { $0.asking.take() }?.resume()
        return await withCheckedContinuation { continuation in
            let known = state.withLock { state -> Answer? in
                if let answer = state.answers[id] { return answer }
                state.awaited[id] = continuation
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// What the process says where it cannot begin.
    package var initError: String? { state.withLock { $0.initError } }

    private func respond(to request: Request) async throws -> Response {
        let parts = request.uri.path.split(separator: "/").map(String.init)
        let body = String(buffer: try await request.body.collect(upTo: 1 << 24))
        guard parts.starts(with: ["2018-06-01", "runtime"]), let last = parts.last else { return Response(status: .notFound) }
        switch last {
        case "next":
            guard let (id, event) = await next() else { return Response(status: .internalServerError) }
            let deadline = Int((Date().timeIntervalSince1970 + 30) * 1000)
            return Response(
                status: .ok,
                headers: [
                    .init("Lambda-Runtime-Aws-Request-Id")!: id, .init("Lambda-Runtime-Deadline-Ms")!: "\(deadline)",
                    .contentType: "application/json",
                ], body: ResponseBody(byteBuffer: ByteBuffer(string: event)))
        case "response", "error":
            if parts.contains("init") {
                state.withLock { $0.initError = body }
            } else {
                answer(parts[parts.count - 2], Answer(isError: last == "error", body: body))
            }
            return Response(status: .accepted)
        default: return Response(status: .notFound)
        }
    }

    private func next() async -> (id: String, body: String)? {
        while true {
            if let event = state.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) { return event }
            if Task.isCancelled { return nil }
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state -> Bool in
                    guard state.waiting.isEmpty else { return true }
                    state.asking = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
            if state.withLock({ $0.waiting.isEmpty }) { return nil }
        }
    }

    private func answer(_ id: String, _ answer: Answer) {
        let continuation = state.withLock { state in
            state.answers[id] = answer
            return state.awaited.removeValue(forKey: id)
        }
        continuation?.resume(returning: answer)
    }
}
