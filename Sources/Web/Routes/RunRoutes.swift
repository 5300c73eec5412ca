import Engine
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import RunModel

/// `/api/v1/runs` and what is below it.
struct RunRoutes: Sendable {
    let web: WebSurroundings

    func add(to group: RouterGroup<WebContext>) {
        group.get("runs") { request, _ in try await list(request) }
        group.post("runs") { request, _ in try await take(request) }
        group.get("runs/:id") { _, context in
            JSON.response(await web.document(try await find(context)))
        }
        group.post("runs/:id/cancel") { _, context in
            let run = try await find(context)
            return try await possible { JSON.response(await web.document(try await web.engine.cancel(run.id)), status: .accepted) }
        }
        group.post("runs/:id/retry") { _, context in
            let run = try await find(context)
            return try await possible { JSON.response(await web.document(try await web.engine.retry(run.id)), status: .accepted) }
        }
        group.get("runs/:id/log") { request, context in
            log(try await find(context), follow: request.uri.queryParameters["follow"] == "true", output: true)
        }
        group.get("runs/:id/events") { request, context in
            log(try await find(context), follow: request.uri.queryParameters["follow"] == "true", output: false)
        }
    }

    private func find(_ context: WebContext) async throws -> Run {
        try await RunLookup.find(try context.parameters.require("id"), in: web.store)
    }

    private func list(_ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        var filter = RunFilter()
        if let text = query["repository"] {
            guard let name = RepositoryName(url: String(text)) ?? RepositoryName(String(text)) else {
                throw APIError.badRequest("`repository` is not a repository's name.", remedy: "Give host/path, or an absolute path.")
            }
            filter.repository = name
        }
        if let text = query["key"] {
            guard let key = RunKey(hex: String(text)) else {
                throw APIError.badRequest("`key` is not a run's key.", remedy: "Give its 64 hexadecimal digits.")
            }
            return JSON.response(RunList(runs: try await web.store.run(withKey: key).map { [RunDocument($0)] } ?? []))
        }
        let states = query.getAll("state").flatMap { $0.split(separator: ",").map(String.init) }
        if !states.isEmpty {
            filter.states = Set(states)
        }
        var limit = 50
        if let text = query["limit"] {
            guard let number = Int(text), (1...1000).contains(number) else {
                throw APIError.badRequest("`limit` must be a number from 1 to 1000.", remedy: "Leave it out for the newest 50.")
            }
            limit = number
        }
        let queue = try await web.engine.queue()
        var documents: [RunDocument] = []
        for run in try await web.store.runs(filter, limit: limit) {
            let progress = run.state.isActive ? await web.engine.progress(of: run.id) : nil
            documents.append(
                RunDocument(run, progress: progress, place: queue[run.id], waiting: await web.engine.waitReason(of: run.id), inList: true))
        }
        return JSON.response(RunList(runs: documents))
    }

    private func take(_ request: Request) async throws -> Response {
        let push = try await JSON.body(HandedPush.self, of: request)
        let answer = try await web.engine.take(try push.taken(web.settings()))
        return JSON.response(HandedAnswer(answer), status: .accepted)
    }

    /// What a run's state forbids is the asker's matter, not a defect.
    private func possible(_ work: () async throws -> Response) async throws -> Response {
        do {
            return try await work()
        } catch let error as Engine.NotPossible {
            throw APIError(
                status: 409, code: "not_possible", message: "\(error.description).",
                remedy: "`bunsen runs show` tells where the run stands.")
        }
    }

    private func log(_ run: Run, follow: Bool, output: Bool) -> Response {
        let log = RunLog(store: web.store, executors: web.executors, document: web.document)
        let body = ResponseBody { writer in
            var reader = RunLogReader(log, run.id, follow: follow)
            let encoder = JSONEncoder.bunsen
            while let lines = try await reader.next() {
                var buffer = ByteBuffer()
                for line in lines {
                    if case .output = line, !output { continue }
                    buffer.writeBytes(try encoder.encode(line))
                    buffer.writeString("\n")
                }
                if buffer.readableBytes > 0 { try await writer.write(buffer) }
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"], body: body)
    }
}
