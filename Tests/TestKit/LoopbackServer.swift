import Foundation
package import Hummingbird
import Logging
import NIOCore

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A real HTTP server on loopback for as long as a test needs it.
package enum LoopbackServer {
    /// Serves while `body` runs, which gets the address.
    package static func serving<T: Sendable>(
        _ respond: @escaping @Sendable (Request, any Channel) async throws -> Response,
        _ body: @escaping @Sendable (String) async throws -> T
    ) async throws -> T {
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        var logger = Logger(label: "server")
        logger.logLevel = .critical
        let application = Application(
            responder: CallbackResponder<LoopbackContext> { request, context in
                guard request.uri.path != settled else { return Response(status: .noContent, headers: [.connection: "close"]) }
                return try await respond(request, context.channel)
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0), serverName: "test"),
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
                var address = ""
                for await port in ports { address = "http://127.0.0.1:\(port)" }
                let outcome: Result<T, any Error>
                do {
                    outcome = .success(try await body(address))
                } catch {
                    outcome = .failure(error)
                }
                await settle(application.eventLoopGroup, address)
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
    private static func settle(_ group: any EventLoopGroup, _ address: String) async {
        guard let url = URL(string: address + settled) else { return }
        for _ in 0..<2 {
            let session = URLSession(configuration: .ephemeral)
            _ = try? await session.data(from: url)
            session.finishTasksAndInvalidate()
            // The first one may have overtaken another on its way through another loop; the second one cannot.
            for loop in group.makeIterator() { try? await loop.submit {}.get() }
        }
    }

    /// A path that no test asks for.
    private static let settled = "/.fake/settled"

    /// Waits for the end of the server, which cancels what it still serves.
    package static func untilCancelled() async {
        let (never, keeper) = AsyncStream.makeStream(of: Never.self)
        for await _ in never {}
        withExtendedLifetime(keeper) {}
    }

    /// Makes the server close a connection.
    package struct ConnectionEnds: Error {
        package init() {}
    }
}

/// Keeps the connection, to close it without an answer.
private struct LoopbackContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
