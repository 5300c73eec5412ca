import Dispatch
import Engine
import Forges
import Foundation
import Glibc
import RunModel
import Synchronization
import TestKit
import Web

/// The way in for deliveries, on a real listener, store and engine.
struct HookFixture {
    static let secret = "hook-secret-for-tests"
    let house: WebFixture
    /// What the gate opens to; a test may change it as a replaced secret does.
    let secrets = Secrets()

    final class Secrets: Sendable {
        private let state = Mutex((secrets: [HookFixture.secret], looks: 0))
        var current: [Secret] { state.withLock { $0.secrets.map { Secret($0) } } }
        func replace(_ secrets: String...) { state.withLock { $0.secrets = secrets } }
    }

    init(_ kind: ForgeKind, uuids: [String] = [], allowsUUIDOnly: Bool = false, largestMiB: Int = 25) throws {
        var project = ProjectSettings(name: "pipeline", url: "https://forge.example/acme/pipeline", forge: kind)
        project.webhook = WebhookSettings(secrets: [.environment("HOOK")], uuids: uuids, allowsUUIDOnly: allowsUUIDOnly)
        var house = try WebFixture(project: project, largestDeliveryMiB: largestMiB)
        let secrets = secrets
        let opened = secrets.current
        let declared = project
        let gate = Gate(doors: [Gate.Door(project: declared, secrets: opened)])
        let engine = house.engine
        house.web.hooks = HookDesk(
            gate: { gate }, freshGate: { Gate(doors: [Gate.Door(project: declared, secrets: secrets.current)]) },
            commit: { _, _, _ in "Read with git\n\n:ACME_RUN:" }, take: { try await engine.take($0) }, canonical: { $0 },
            now: { WebFixture.time }, logger: house.logger)
        self.house = house
    }

    init(_ house: WebFixture) throws { self.house = house }

    static func push(
        _ kind: ForgeKind, _ message: String = "x\n\n:ACME_RUN:", repository: String = "acme/pipeline", secret: String = secret
    )
        throws -> SignedPush
    {
        guard let sha = CommitSHA(String(repeating: "a", count: 40)) else { throw Malformed(what: "commit", text: "a") }
        return try SignedPush(kind, repository: repository, sha: sha, message: message, secret: secret)
    }

    /// Runs `body` with the port of a listener.
    func serving<T: Sendable>(patience: Double = 30, _ body: @escaping @Sendable (Int) async throws -> T) async throws -> T {
        try await whileServing(
            { ready in
                let server = try WebServer(
                    house.web, listen: ListenAddress(host: "127.0.0.1", port: 0), logger: house.logger, patience: patience, ready: ready)
                return { try await server.run() }
            }, body)
    }
}

/// A TCP connection that a test writes to byte by byte.
enum RawConnection {
    /// Sends the pieces for as long as the other side takes them, and gives what comes until it closes. On a thread of its own:
    /// what it waits for is done by those that the test runs on.
    static func exchange(port: Int, _ pieces: [String]) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: talk(port: port, pieces)) }
        }
    }

    private static func talk(port: Int, _ pieces: [String]) -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else { return "cannot connect: errno \(errno)" }
        for piece in pieces {
            let bytes = Array(piece.utf8)
            guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { break }
        }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while case let count = recv(descriptor, &piece, piece.count, 0), count > 0 { all += piece[..<count] }
        return String(decoding: all, as: UTF8.self)
    }
}
