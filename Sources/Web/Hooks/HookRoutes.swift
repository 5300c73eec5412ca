import Engine
import FoundationEssentials
import Forges
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import RunModel

/// The way in for forges: `POST /hooks/FORGE`, `POST /hooks/FORGE/PROJECT`, and the older `POST /bitbucket-webhook`.
///
/// A delivery is authenticated before its body is read for anything, and answered when what follows from it is in the store.
struct HookRoutes: Sendable {
    let hooks: HookSurroundings
    let logger: Logger
    private let budget = BodyBudget(bytes: 256 << 20)

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
        let limit = hooks.largestBody
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
        if Webhooks.isUnsignedPing(delivery, of: kind) { return Response(status: .ok) }
        let projects = authenticated(delivery, kind, project)
        guard !projects.isEmpty else { return Response(status: .unauthorized) }
        hooks.heard.note(projects, at: hooks.now())
        logger.debug(
            "a delivery", metadata: ["forge": "\(kind.rawValue)", "delivery": "\(Webhooks.deliveryID(delivery)?.prefix(80) ?? "-")"])
        let content: DeliveryContent
        do {
            content = try Webhooks.format(of: kind).read(delivery)
        } catch {
            // GitLab turns hooks off that fail, whosever fault it is.
            if kind == .gitlab { return JSON.response(HookAnswer(message: error.description)) }
            throw APIError.badRequest(error.description, remedy: "Bunsen reads push events as JSON.")
        }
        do {
            let answer = try await take(content, projects)
            return answer.isEmpty ? Response(status: .noContent) : JSON.response(answer, status: .accepted)
        } catch {
            logger.error("a delivery could not be kept", metadata: ["forge": "\(kind.rawValue)", "error": "\(error)"])
            throw APIError.busy
        }
    }

    /// Each branch alone. What throws is told to the forge as a reason to come again: nothing of it is lost then.
    private func take(_ content: DeliveryContent, _ projects: [ProjectSettings]) async throws -> HookAnswer {
        let (addressed, strangers) = AddressedPush.address(content.pushes, among: projects)
        var answer = HookAnswer(ignored: content.ignored + strangers)
        if content.ignored == ["ping"], content.pushes.isEmpty {
            answer.message = "Bunsen hears this hook for \(projects.map(\.name).joined(separator: ", "))."
        }
        for each in addressed {
            guard let repository = each.project.identity.map(hooks.canonical) else { continue }
            var message = each.push.headMessage
            if message == nil { message = try await hooks.commit(each.project, each.push.branch, each.push.after) }
            let taken = try await hooks.take(
                TakenPush(
                    repository: repository, cloneURL: each.project.url, branch: each.push.branch, sha: each.push.after,
                    message: message ?? "", requestedBy: each.push.pusherLogin ?? each.push.authorLogin,
                    // A push whose message had to be read would bring it along; not worth a second way.
                    resources: nil, project: each.project))
            switch taken {
            case .taken(let run, _): answer.runs.append(run.id)
            case .mistakes(let mistakes): answer.mistakes += mistakes
            case .nothing: answer.ignored.append("no-directive")
            case .result: answer.ignored.append("result")
            }
        }
        return answer
    }

    private func authenticated(_ delivery: Delivery, _ kind: ForgeKind, _ project: String?) -> [ProjectSettings] {
        let found = hooks.gate().projects(for: delivery, kind: kind, name: project, now: hooks.now())
        guard found.isEmpty, let fresh = hooks.freshGate() else { return found }
        return fresh.projects(for: delivery, kind: kind, name: project, now: hooks.now())
    }
}
