import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The HTTP server of a fake forge: it records every call, fails those that the plan says, and asks the routes for the rest.
package final class ForgeServer: Sendable {
    private let state: Mutex<ForgeState>
    private let answer: @Sendable (ForgeCall, inout ForgeState) -> ForgeReply

    init(_ state: ForgeState, answer: @escaping @Sendable (ForgeCall, inout ForgeState) -> ForgeReply) {
        self.state = Mutex(state)
        self.answer = answer
    }

    /// The state, looked at or changed by a test.
    package func withState<T: Sendable>(_ body: (inout ForgeState) -> T) -> T {
        state.withLock { body(&$0) }
    }

    /// Serves on loopback while `body` runs.
    func serving<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await LoopbackServer.serving({ request, channel in try await self.respond(to: request, on: channel) }) { address in
            self.withState { $0.origin = address }
            return try await body()
        }
    }

    private func respond(to request: Request, on channel: any Channel) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 24)
        let headers = request.headers.map { (name: $0.name.rawName, value: $0.value) }
        let host = request.head.authority.map { [(name: "host", value: $0)] } ?? []
        let call = ForgeCall(
            method: request.method.rawValue, target: request.uri.string, headers: host + headers,
            body: String(buffer: body))
        let (failure, reply) = withState { state in
            state.calls.append(call)
            state.answers.append(0)
            let failure = state.plan.next(for: call)
            let reply = failure.map(\.applies) ?? true ? answer(call, &state) : failure?.reply(to: call)
            state.answers[state.calls.count - 1] = reply?.status ?? 0
            return (failure, reply)
        }
        for delivery in reply?.deliveries ?? [] {
            let outcome = await delivery.send()
            withState { $0.delivered.append(outcome) }
        }
        guard let reply else {
            if failure == .hang { await LoopbackServer.untilCancelled() }
            try? await channel.close()
            throw LoopbackServer.ConnectionEnds()
        }
        return Self.response(reply, failure: failure)
    }

    private static func response(_ reply: ForgeReply, failure: ForgeFailure?) -> Response {
        var fields = HTTPFields()
        for header in reply.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            fields.append(HTTPField(name: name, value: header.value))
        }
        let whole = ByteBuffer(string: reply.body)
        guard failure == .stall || failure == .cutAfter else {
            return Response(
                status: .init(code: reply.status), headers: fields, body: ResponseBody(byteBuffer: whole))
        }
        let body = ResponseBody(contentLength: whole.readableBytes) { writer in
            try await writer.write(ByteBuffer(string: String(reply.body.prefix(reply.body.count / 2))))
            if failure == .stall { await LoopbackServer.untilCancelled() }
            throw LoopbackServer.ConnectionEnds()
        }
        return Response(status: .init(code: reply.status), headers: fields, body: body)
    }
}
