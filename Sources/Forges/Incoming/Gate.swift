package import FoundationEssentials
package import RunModel

/// Decides which projects a delivery may speak for, before anything of its body is read.
package struct Gate: Sendable {
    /// A project and the values of its webhook secrets.
    package struct Door: Sendable {
        package var project: ProjectSettings
        package var secrets: [Secret]

        package init(project: ProjectSettings, secrets: [Secret]) {
            self.project = project
            self.secrets = secrets
        }
    }

    private let doors: [Door]

    package init(doors: [Door]) { self.doors = doors }

    /// The projects whose secret the delivery was signed with; none: it is not authentic.
    ///
    /// - Parameters:
    ///   - kind: what the hook's path says that the sender is.
    ///   - name: the project that the hook's path names; nil: any.
    package func projects(for delivery: Delivery, kind: ForgeKind, name: String? = nil, now: Date) -> [ProjectSettings] {
        let format = Webhooks.format(of: kind)
        // Projects often share a secret, and a body may be long.
        var known: [String: Bool] = [:]
        func isSigned(with secret: Secret) -> Bool {
            if let answer = known[secret.reveal()] { return answer }
            let answer = format.isAuthentic(delivery, secret: secret, now: now)
            known[secret.reveal()] = answer
            return answer
        }
        let uuid = kind == .bitbucket ? delivery.header("x-hook-uuid") : nil
        return doors.filter { door in
            guard Self.speaks(kind, for: door.project), name == nil || door.project.name == name else { return false }
            let webhook = door.project.webhook
            let isNamed = uuid.map { webhook.uuids.contains($0) } ?? false
            // A signature that is there and wrong is no reason to look at the UUID alone.
            if webhook.allowsUUIDOnly, isNamed, !delivery.has("x-hub-signature") { return true }
            guard door.secrets.contains(where: isSigned) else { return false }
            return kind != .bitbucket || webhook.uuids.isEmpty || isNamed
        }.map(\.project)
    }

    /// Whether projects of this kind have a door at all.
    package func isKnown(_ kind: ForgeKind) -> Bool { doors.contains { Self.speaks(kind, for: $0.project) } }

    /// A Forgejo may be told to send a Gitea's hooks, and has been one before.
    private static func speaks(_ kind: ForgeKind, for project: ProjectSettings) -> Bool {
        switch (kind, project.forgeKind) {
        case (.gitea, .forgejo), (.forgejo, .gitea): true
        default: kind == project.forgeKind
        }
    }
}
