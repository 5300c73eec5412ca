import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RunModel

/// How a request came in.
package enum Transport: Sendable {
    /// The file system has decided who may connect.
    case socket
    case tcp
}

/// Makes every error the JSON `{code, message, remedy}`; what is not ours goes to the log, never into an answer.
struct ErrorMiddleware<Context: RequestContext>: RouterMiddleware {
    let logger: Logger

    @concurrent func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as APIError {
            var response = JSON.response(error, status: HTTPResponse.Status(code: error.status))
            if error.status == 503 { response.headers[.retryAfter] = "10" }
            return response
        } catch let error as any HTTPResponseError {
            let status = error.status
            return JSON.response(
                APIError(
                    status: status.code, code: status == .notFound ? "not_found" : "bad_request",
                    message: "\(request.method) \(request.uri.path.prefix(200)): \(status.reasonPhrase).",
                    remedy: "The routes are those under /api/v1 that this version documents."), status: status)
        } catch {
            logger.error(
                "a request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return JSON.response(APIError.internalError, status: .internalServerError)
        }
    }
}

/// Who may use which route. Over the socket all; over TCP nobody signs in yet, so that the API is for reading and for this
/// machine alone, while deliveries are signed, and pages see to themselves.
struct APIAccess: RouterMiddleware {
    let transport: Transport
    let trusted: @Sendable () -> [IPRange]

    @concurrent func handle(
        _ request: Request, context: WebContext, next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard transport == .tcp else { return try await next(request, context) }
        let isReading = request.method == .get || request.method == .head
        let path = request.uri.path
        if path.hasPrefix("/hooks/") || path == "/bitbucket-webhook" { return try await next(request, context) }
        guard isReading else { throw APIError.socketOnly }
        if path.hasPrefix("/api/") {
            let caller = WebCaller(
                peer: context.peer, authority: request.head.authority, headers: request.headers, trusted: trusted())
            guard caller.isLocal else { throw APIError.localOnly }
        }
        return try await next(request, context)
    }
}

/// JSON in and out, in Bunsen's one way of writing it.
enum JSON {
    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) -> Response {
        guard let data = try? JSONEncoder.bunsen.encode(value) else { return Response(status: .internalServerError) }
        var buffer = ByteBuffer(bytes: data)
        buffer.writeString("\n")
        return Response(
            status: status, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: buffer))
    }

    static func body<T: Decodable>(_ type: T.Type, of request: Request, limit: Int = 2 << 20) async throws -> T {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch {
            throw APIError.bodyTooLarge(limit)
        }
        do {
            return try JSONDecoder.bunsen.decode(type, from: Data(buffer.readableBytesView))
        } catch {
            throw APIError.badRequest(
                "The request's body is not the JSON that this route takes.", remedy: "Use the `bunsen` of the service's version.")
        }
    }
}
