import Engine
import FoundationEssentials
import Forges
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RunModel

/// The way in for forges: `POST /hooks/FORGE`, `POST /hooks/FORGE/PROJECT`, and the older `POST /bitbucket-webhook`.
struct HookRoutes: Sendable {
    let desk: HookDesk
    /// In bytes.
    let largestBody: Int
    private let budget = BodyBudget(bytes: 256 << 20)

    init(desk: HookDesk, largestBody: Int) {
        self.desk = desk
        self.largestBody = largestBody
    }

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.post("hooks/:forge") { request, context in
            try await answer(request, try kind(context.parameters.require("forge")), project: nil)
        }
        router.post("hooks/:forge/:project") { request, context in
            try await answer(
                request, try kind(context.parameters.require("forge")), project: try context.parameters.require("project"))
        }
        router.post("bitbucket-webhook") { request, _ in try await answer(request, .bitbucket, project: nil) }
    }

    private func kind(_ text: String) throws(APIError) -> ForgeKind {
        guard let kind = ForgeKind(rawValue: text) else {
            throw APIError(
                status: 404, code: "not_found", message: "There is no such hook.",
                remedy: "One of: \(ForgeKind.allCases.map { "/hooks/\($0.rawValue)" }.joined(separator: ", ")).")
        }
        return kind
    }

    private func answer(_ request: Request, _ kind: ForgeKind, project: String?) async throws -> Response {
        let limit = largestBody
        let length = request.headers[.contentLength].flatMap { Int($0) }
        guard length ?? 0 <= limit else { throw APIError.bodyTooLarge(limit) }
        guard budget.take(length ?? limit) else { throw APIError.busy }
        defer { budget.give(length ?? limit) }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw APIError.bodyTooLarge(limit)
        } catch {
            // The sender has gone, or was too slow: nobody hears this.
            throw APIError.badRequest("The body did not come to its end.", remedy: "Send it again.")
        }
        let delivery = Delivery(
            headers: request.headers.lazy.map { (name: $0.name.canonicalName, value: $0.value) }, body: Data(buffer.readableBytesView))
        let outcome: HookOutcome
        do {
            outcome = try await desk.answer(delivery, from: kind, project: project)
        } catch {
            throw APIError.busy
        }
        switch outcome {
        case .ping: return Response(status: .ok)
        case .notAuthentic: return Response(status: .unauthorized)
        case .unreadable(let error): throw APIError.badRequest(error.description, remedy: "Bunsen reads push events as JSON.")
        case .excused(let answer): return JSON.response(answer)
        case .heard(let answer): return answer.isEmpty ? Response(status: .noContent) : JSON.response(answer, status: .accepted)
        }
    }
}
