import AsyncHTTPClient
import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import RunModel
import Web

/// The service of a state directory, over its socket.
struct ServiceClient: Sendable {
    let socket: String

    /// One for the process; without a read timeout, because a followed log may be silent for hours.
    private static let http = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: HTTPClient.Configuration(timeout: HTTPClient.Configuration.Timeout(connect: .seconds(2), read: nil)))

    /// Nil where no service answers.
    ///
    /// - Throws: ``CommandFailure`` where one is there and this user may not speak to it.
    static func find(_ state: StateDirectory) throws -> ServiceClient? {
        switch connectError(state.socket) {
        case nil: return ServiceClient(socket: state.socket)
        case EACCES, EPERM:
            throw CommandFailure(
                .refused, code: "no_access", "The service's socket \(state.socket) is not open to you.",
                remedy: "Become a member of its group, or use another state directory with --state.")
        default: return nil
        }
    }

    private static func connectError(_ path: String) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return ENAMETOOLONG }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0 ? nil : errno
    }

    func get<T: Decodable>(_ path: String, timeout: TimeAmount = .seconds(30)) async throws -> T {
        try await decoded(send(request(path), timeout: timeout))
    }

    func post<T: Decodable>(_ path: String, _ body: (any Encodable)? = nil, timeout: TimeAmount = .seconds(60)) async throws -> T {
        var request = request(path)
        request.method = .POST
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(try JSONEncoder.bunsen.encode(body))
        }
        return try await decoded(send(request, timeout: timeout))
    }

    func log(_ id: String, follow: Bool, _ take: (LogLine) async throws -> Void) async throws {
        let response = try await send(
            request("/api/v1/runs/\(Self.escape(id))/log\(follow ? "?follow=true" : "")"), timeout: .hours(24 * 365))
        let decoder = JSONDecoder.bunsen
        var rest: [UInt8] = []
        do {
            for try await piece in response.body {
                rest += Array(piece.readableBytesView)
                var start = 0
                defer { rest.removeFirst(start) }
                while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                    let line = Data(rest[start..<end])
                    start = end + 1
                    // A newer service may say things that this program does not know.
                    if let line = try? decoder.decode(LogLine.self, from: line) { try await take(line) }
                }
            }
        } catch is HTTPClientError {
            throw gone
        } catch is IOError {
            throw gone
        }
    }

    private func request(_ path: String) -> HTTPClientRequest {
        HTTPClientRequest(url: URL(httpURLWithSocketPath: socket, uri: path)?.absoluteString ?? "")
    }

    private func send(_ request: HTTPClientRequest, timeout: TimeAmount) async throws -> HTTPClientResponse {
        let response: HTTPClientResponse
        do {
            response = try await Self.http.execute(request, timeout: timeout)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw gone
        }
        guard !(200..<300).contains(response.status.code) else { return response }
        let body = try await response.body.collect(upTo: 1 << 20)
        if var error = try? JSONDecoder.bunsen.decode(APIError.self, from: Data(body.readableBytesView)) {
            error.status = Int(response.status.code)
            throw error
        }
        throw CommandFailure(
            .failed, code: "bad_answer", "The service answered \(response.status.code), and not in its own form.",
            remedy: "Look at its log; are its version and this program's the same?")
    }

    private func decoded<T: Decodable>(_ response: HTTPClientResponse) async throws -> T {
        let body = try await response.body.collect(upTo: 256 << 20)
        do {
            return try JSONDecoder.bunsen.decode(T.self, from: Data(body.readableBytesView))
        } catch {
            throw CommandFailure(
                .failed, code: "bad_answer", "The service's answer cannot be read: \(error).",
                remedy: "Are its version and this program's the same?")
        }
    }

    private var gone: CommandFailure {
        CommandFailure(
            .failed, code: "service_gone", "The service on \(socket) stopped answering.",
            remedy: "Look at its log, and try again; runs go on without it.")
    }

    /// A path segment or query value.
    static func escape(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
