/// docs.gitlab.com/api/commits, "Commit status".
extension FakeGitLab {
    static let statusRoutes = [
        ForgeRoute("POST /api/v4/projects/:id/statuses/:sha") { call, state in
            guard let word = call.json?["state"]?.text ?? call.query["state"] else {
                return wrong("state is missing")
            }
            guard events[word] != nil else { return wrong("state does not have a valid value") }
            guard state.shows(call["sha"]) else { return .refused(404, "404 Commit Not Found") }
            func given(_ name: String) -> String? { call.json?[name]?.text ?? call.query[name] }
            let holding = state.branches.filter { $0.value == call["sha"] }.keys.sorted().first
            guard let ref = given("ref") ?? holding else {
                return .refused(404, "404 References for commit Not Found")
            }
            let context = given("name") ?? given("context") ?? "default"
            if let link = given("target_url") {
                guard ForgeText.isAbsoluteWebAddress(link) else {
                    return invalid("target_url", "is blocked: Only allowed schemes are http, https")
                }
                guard link.unicodeScalars.count <= 255 else {
                    return invalid("target_url", "is too long (maximum is 255 characters)")
                }
            }
            guard (given("description") ?? "").unicodeScalars.count <= 255 else {
                return invalid("description", "is too long (maximum is 255 characters)")
            }
            // Only one that has not ended is changed; after an end the next one is new.
            let live = state.statuses.last {
                $0.sha == call["sha"] && $0.context == context && $0.ref == ref
            }
            .flatMap { ["pending", "running"].contains($0.state) ? $0 : nil }
            if let refusal = refused(from: live?.state ?? "created", to: word) { return refusal }
            let status = FakeStatus(
                id: live?.id ?? state.nextID(), sha: call["sha"], state: word, context: context,
                description: given("description") ?? live?.description,
                link: given("target_url") ?? live?.link, ref: ref)
            state.statuses.append(status)
            return ForgeReply(201, shown(status))
        },
        ForgeRoute("GET /api/v4/projects/:id/repository/commits/:sha/statuses") { call, state in
            guard state.shows(call["sha"]) else { return .refused(404, "404 Commit Not Found") }
            var last: [Int: FakeStatus] = [:]
            for status in state.statuses where status.sha == call["sha"] { last[status.id] = status }
            let shownOnes = last.values.sorted { $0.id < $1.id }.filter { status in
                (call.query["ref"].map { $0 == status.ref } ?? true)
                    && (call.query["name"].map { $0 == status.context } ?? true)
            }
            return list(shownOnes.map(shown), call, state)
        },
    ]

    /// The state machine's event for each word (app/models/commit_status.rb).
    private static let events = [
        "pending": "enqueue", "running": "run", "success": "success", "failed": "drop",
        "canceled": "cancel",
    ]

    /// What the state machine does not let pass: nothing becomes pending again, and nothing that runs is run.
    private static func refused(from: String, to word: String) -> ForgeReply? {
        let isRefused = word == "pending" && from != "created" || word == "running" && from == "running"
        guard isRefused, let event = events[word] else { return nil }
        return .refused(
            400,
            "Cannot transition status via :\(event) from :\(from) (Reason(s): Status cannot transition via \"\(event)\")"
        )
    }

    private static func shown(_ status: FakeStatus) -> JSON {
        [
            "id": .number(status.id), "sha": .text(status.sha), "status": .text(status.state),
            "name": .text(status.context),
            "ref": .optional(status.ref), "description": .optional(status.description),
            "target_url": .optional(status.link),
            "allow_failure": false, "author": ["id": 7, "username": "bunsen-bot"],
        ]
    }
}
