package import Engine
package import FoundationEssentials
package import Logging
package import RunModel

/// Takes deliveries in: the one way, whether they come to a server or to a Lambda.
///
/// A delivery is authenticated before its body is read for anything, and answered when what follows from it is in the store.
package struct HookDesk: Sendable {
    /// The projects that deliveries can speak for, with their secrets.
    package var gate: @Sendable () async throws -> Gate
    /// The same, read anew because a signature did not match: a secret may have been replaced. Nil where that was done but a
    /// moment ago, so that nobody can keep the service busy with it.
    package var freshGate: @Sendable () async throws -> Gate?
    /// The head commit's message, read where a delivery has none of it.
    package var commit: @Sendable (ProjectSettings, BranchName, CommitSHA) async throws -> String
    package var take: @Sendable (TakenPush) async throws -> TakeAnswer
    package var canonical: @Sendable (RepositoryName) -> RepositoryName
    /// What holds for a project's runs when their `.bunsen.yaml` is not read for it; nil: it is read before they start.
    package var resources: @Sendable (ProjectSettings) -> ResourceDefaults? = { _ in nil }
    package var now: @Sendable () -> Date
    package let logger: Logger
    package let heard = HeardHooks()

    package init(
        gate: @escaping @Sendable () async throws -> Gate, freshGate: @escaping @Sendable () async throws -> Gate?,
        commit: @escaping @Sendable (ProjectSettings, BranchName, CommitSHA) async throws -> String,
        take: @escaping @Sendable (TakenPush) async throws -> TakeAnswer,
        canonical: @escaping @Sendable (RepositoryName) -> RepositoryName, now: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.gate = gate
        self.freshGate = freshGate
        self.commit = commit
        self.take = take
        self.canonical = canonical
        self.now = now
        self.logger = logger
    }

    /// - Parameters:
    ///   - kind: what the hook's path says that the sender is.
    ///   - project: the project that the hook's path names; nil: any.
    /// - Throws: when it could not be kept. The forge is told to come again; nothing of it is lost then.
    package func answer(_ delivery: Delivery, from kind: ForgeKind, project: String? = nil) async throws -> HookOutcome {
        if Webhooks.isUnsignedPing(delivery, of: kind) { return .ping }
        do {
            return try await hear(delivery, kind, project)
        } catch {
            logger.error("a delivery could not be kept", metadata: ["forge": "\(kind.rawValue)", "error": "\(error)"])
            throw error
        }
    }

    private func hear(_ delivery: Delivery, _ kind: ForgeKind, _ project: String?) async throws -> HookOutcome {
        let projects = try await authenticated(delivery, kind, project)
        guard !projects.isEmpty else { return .notAuthentic }
        heard.note(projects, at: now())
        logger.debug(
            "a delivery", metadata: ["forge": "\(kind.rawValue)", "delivery": "\(Webhooks.deliveryID(delivery)?.prefix(80) ?? "-")"])
        let content: DeliveryContent
        do throws(MalformedDelivery) {
            content = try Webhooks.format(of: kind).read(delivery)
        } catch {
            return kind == .gitlab ? .excused(HookAnswer(message: error.description)) : .unreadable(error)
        }
        return .heard(try await take(content, projects))
    }

    /// Each branch alone.
    private func take(_ content: DeliveryContent, _ projects: [ProjectSettings]) async throws -> HookAnswer {
        let (addressed, strangers) = AddressedPush.address(content.pushes, among: projects)
        var answer = HookAnswer()
        answer.ignored = content.ignored + strangers
        if content.ignored == ["ping"], content.pushes.isEmpty {
            answer.message = "Bunsen hears this hook for \(projects.map(\.name).joined(separator: ", "))."
        }
        for each in addressed {
            guard let repository = each.project.identity.map(canonical) else { continue }
            var message = each.push.headMessage
            if message == nil { message = try await commit(each.project, each.push.branch, each.push.after) }
            let taken = try await take(
                TakenPush(
                    repository: repository, cloneURL: each.project.url, branch: each.push.branch, sha: each.push.after,
                    message: message ?? "", requestedBy: each.push.pusherLogin ?? each.push.authorLogin,
                    // A push whose message had to be read would bring it along; not worth a second way.
                    resources: resources(each.project), project: each.project))
            switch taken {
            case .taken(let run, _): answer.runs.append(run.id)
            case .sweep(let sweep, _): answer.sweeps.append(sweep.id)
            case .mistakes(let mistakes): answer.mistakes += mistakes
            case .nothing: answer.ignored.append("no-directive")
            case .result: answer.ignored.append("result")
            }
        }
        return answer
    }

    private func authenticated(_ delivery: Delivery, _ kind: ForgeKind, _ project: String?) async throws -> [ProjectSettings] {
        let found = try await gate().projects(for: delivery, kind: kind, name: project, now: now())
        guard found.isEmpty, let fresh = try await freshGate() else { return found }
        return fresh.projects(for: delivery, kind: kind, name: project, now: now())
    }
}
