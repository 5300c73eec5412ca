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

    /// On a loopback TCP address; others are refused until sign-in exists.
    ///
    /// - Parameters:
    ///   - patience: how long a request may take to come in, in seconds.
    ///   - ready: gets the port, which the system chose if the address has 0.
    package init(
        _ web: WebSurroundings, listen: ListenAddress, logger: Logger, patience: Double = 30, ready: @escaping @Sendable (Int) async -> Void
    ) throws {
        guard listen.isLoopback else { throw WebServerError.notLoopback(listen) }
        socket = nil
        application = Application(
            router: WebRouter.make(web, transport: .tcp, logger: logger),
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [RequestDeadline(.milliseconds(Int64(patience * 1000)))], idleTimeout: .seconds(60))),
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
    case notLoopback(ListenAddress)
    case socketPathTooLong(String)
    case socket(String, code: Int32)

    package var description: String {
        switch self {
        case .notLoopback(let address):
            "listening on \(address) is not possible yet, because nobody signs in: use 127.0.0.1, [::1] or localhost"
        case .socketPathTooLong(let path):
            "the socket's path is longer than a unix socket's may be (\(SocketPlace.limit) bytes): choose a shorter state directory than \(path)"
        case .socket(let path, let code): "\(path): \(String(cString: strerror(code)))"
        }
    }
}

extension ListenAddress {
    package var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") && IPv4.isValid(host) }
}

private enum IPv4 {
    /// Four numbers: `127.evil.example` begins with 127 too.
    static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// Where the socket lies. It is bound in a private directory, given its mode there, and then moved into its place, so that
/// it is never open to more than its mode says; setting the umask would do that for every file of the process.
struct SocketPlace: Sendable {
    /// `sun_path`, without its closing zero byte.
    static let limit = 107
    let path: String
    private let folder: String
    var temporary: String { "\(folder)/s" }

    init(path: String) throws(WebServerError) {
        self.path = path
        folder = "\(path).\(getpid())"
        guard temporary.utf8.count <= Self.limit else { throw .socketPathTooLong(path) }
    }

    func prepare() throws(WebServerError) {
        unlink(temporary)
        rmdir(folder)
        guard mkdir(folder, 0o700) == 0 else { throw .socket(folder, code: errno) }
    }

    func open() throws(WebServerError) {
        guard chmod(temporary, 0o660) == 0, rename(temporary, path) == 0 else { throw .socket(path, code: errno) }
        rmdir(folder)
    }

    func close() {
        unlink(path)
        unlink(temporary)
        rmdir(folder)
    }
}
