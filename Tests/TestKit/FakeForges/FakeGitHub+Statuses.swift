/// docs.github.com/rest/commits/statuses
extension FakeGitHub {
    static let statusRoutes = [
        ForgeRoute("POST /repos/:owner/:repo/statuses/:sha") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])") else { return notFound(call) }
            guard let word = call.json?["state"]?.text else {
                return invalid("Status", "state", "missing_field")
            }
            guard ["error", "failure", "pending", "success"].contains(word) else {
                return invalid("Status", "state", "custom", "state is not included in the list")
            }
            guard state.shows(call["sha"]) else {
                return .refused(422, "No commit found for SHA: \(call["sha"])", ["status": "422"])
            }
            let description = call.json?["description"]?.text
            // Counted as the documentation's "a short description" is: 140 characters.
            guard (description ?? "").unicodeScalars.count <= 140 else {
                return invalid(
                    "Status", "description", "custom", "description is too long (maximum is 140 characters)")
            }
            let link = call.json?["target_url"]?.text
            guard link.map(ForgeText.isAbsoluteWebAddress) ?? true else {
                return invalid("Status", "target_url", "custom", "target_url must use http(s) scheme")
            }
            let context = call.json?["context"]?.text ?? "default"
            guard context.unicodeScalars.count <= 255 else {
                return invalid(
                    "Status", "context", "custom", "context is too long (maximum is 255 characters)")
            }
            let status = FakeStatus(
                id: state.nextID(), sha: call["sha"], state: word, context: context,
                description: description, link: link)
            state.statuses.append(status)
            return ForgeReply(201, shown(status))
        },
        ForgeRoute("GET /repos/:owner/:repo/commits/:sha/statuses") { call, state in
            guard state.has("\(call["owner"])/\(call["repo"])") else { return notFound(call) }
            return list(
                state.statuses.filter { $0.sha == call["sha"] }.reversed().map(shown), call, state)
        },
    ]

    private static func shown(_ status: FakeStatus) -> JSON {
        [
            "id": .number(status.id), "state": .text(status.state), "context": .text(status.context),
            "description": .optional(status.description), "target_url": .optional(status.link),
        ]
    }
}
