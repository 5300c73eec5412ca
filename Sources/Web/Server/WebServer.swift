import FoundationEssentials
import Glibc
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
package import RunModel
import ServiceLifecycle

/// One listener: the socket in the state directory, or a TCP address.
package struct WebServer: Service {
    private let application: Application<RouterResponder<WebContext>>
    private let socket: SocketPlace?

    /// On a unix socket at `socket`; whoever calls holds the lock of the state directory, so what lies there is stale.
    ///
    /// - Throws: ``WebServerError`` where the path is too long for a socket.
    package init(_ web: WebSurroundings, socket path: String, logger: Logger, ready: @escaping @Sendable () async -> Void) throws {
        let place = try SocketPlace(path: path)
        socket = place
        application = Application(
            router: WebRouter.make(web, transport: .socket, logger: logger),
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: place.temporary), serverName: "bunsen"),
            onServerRunning: { _ in
                do {
                    try place.open()
                    await ready()
                } catch {
                    logger.error("the socket could not be put in its place", metadata: ["error": "\(error)"])
                }
            }, logger: Self.quiet(logger))
    }

    /// On a TCP address. Whoever reaches it can send signed deliveries and open signed links, and this machine's people read.
    ///
    /// - Parameters:
    ///   - patience: how long a request may take to come in, in seconds.
    ///   - ready: gets the port, which the system chose if the address has 0.
    package init(
        _ web: WebSurroundings, listen: ListenAddress, logger: Logger, patience: Double = 30, ready: @escaping @Sendable (Int) async -> Void
    ) throws {
        socket = nil
        application = Application(
            router: WebRouter.make(web, transport: .tcp, logger: logger),
            server: HTTPServerBuilder { responder in
                LoopChannel(
                    base: HTTP1Channel(
                        responder: responder,
                        configuration: HTTP1Channel.Configuration(
                            additionalChannelHandlers: [RequestDeadline(.milliseconds(Int64(patience * 1000)))], idleTimeout: .seconds(60)))
                )
            },
            configuration: ApplicationConfiguration(
                address: .hostname(listen.host, port: listen.port), serverName: "bunsen",
                availableConnectionsDelegate: MaximumAvailableConnections(512)),
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? listen.port) }, logger: Self.quiet(logger))
    }

    package func run() async throws {
        try socket?.prepare()
        defer { socket?.close() }
        try await application.run()
    }

    /// The framework's own talk is of interest only where something is wrong.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }
}

package enum WebServerError: Error, Sendable, CustomStringConvertible {
    case socketPathTooLong(String)
    case socket(String, code: Int32)

    package var description: String {
        switch self {
        case .socketPathTooLong(let path):
            "the socket's path is longer than a unix socket's may be (\(SocketPlace.limit) bytes): choose a shorter state directory than \(path)"
        case .socket(let path, let code): "\(path): \(String(cString: strerror(code)))"
        }
    }
}
