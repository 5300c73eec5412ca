import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

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
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "forge")
        logger.logLevel = .critical
        let application = Application(
            responder: CallbackResponder<ForgeContext> { request, context in try await self.respond(to: request, on: context.channel) },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0), serverName: "forge"),
            onServerRunning: { channel in
                found.yield(channel.localAddress?.port ?? 0)
                found.finish()
            }, logger: logger)
        return try await withThrowingTaskGroup(of: Result<T, any Error>?.self) { group in
            group.addTask {
                try await application.run()
                return nil
            }
            group.addTask {
                for await port in ports { self.withState { $0.origin = "http://127.0.0.1:\(port)" } }
                let outcome: Result<T, any Error>
                do {
                    outcome = .success(try await body())
                } catch {
                    outcome = .failure(error)
                }
                await self.settle(application.eventLoopGroup)
                return outcome
            }
            while let ended = try await group.next() {
                guard let ended else { continue }
                group.cancelAll()
                return try ended.get()
            }
            throw CancellationError()
        }
    }

    /// Waits until every connection that clients have opened and given up is taken: SwiftNIO ends the process where a server
    /// is cancelled between accepting a connection and handling it. Connections are taken in order, so one of our own tells.
    private func settle(_ group: any EventLoopGroup) async {
        guard let url = URL(string: withState { $0.origin } + Self.settled) else { return }
        for _ in 0..<2 {
            let session = URLSession(configuration: .ephemeral)
            _ = try? await session.data(from: url)
            session.finishTasksAndInvalidate()
            // The first one may have overtaken another on its way through another loop; the second one cannot.
            for loop in group.makeIterator() { try? await loop.submit {}.get() }
        }
    }

    /// A path that no forge has, and that is not recorded.
    private static let settled = "/.fake/settled"

    private func respond(to request: Request, on channel: any Channel) async throws -> Response {
        guard request.uri.path != Self.settled else { return Response(status: .noContent, headers: [.connection: "close"]) }
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
            if failure == .hang { await Self.untilCancelled() }
            try? await channel.close()
            throw ConnectionEnds()
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
            if failure == .stall { await untilCancelled() }
            throw ConnectionEnds()
        }
        return Response(status: .init(code: reply.status), headers: fields, body: body)
    }

    /// Waits for the end of the fake, which cancels what it still serves.
    private static func untilCancelled() async {
        let (never, keeper) = AsyncStream.makeStream(of: Never.self)
        for await _ in never {}
        withExtendedLifetime(keeper) {}
    }
}

/// Keeps the connection, to close it without an answer.
private struct ForgeContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// Makes the server close a connection.
private struct ConnectionEnds: Error {}
