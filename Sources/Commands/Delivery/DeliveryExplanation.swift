import Forges
import Foundation
import RunModel

/// What `bunsen delivery explain --json` prints: the delivery as it was read, and what Bunsen would make of it.
struct DeliveryExplanation: Encodable {
    var forge: ForgeKind
    /// Signed with a secret of a project that the settings know.
    var authentic: Bool
    /// The projects that it may speak for.
    var projects: [String]
    var pushes: [ForgePush]
    var ignored: [String]
    /// One for each push, in the same order.
    var directives: [Directives]
    var decisions: [Decision]

    struct Decision: Encodable {
        /// `run`, `nothing`, `mistakes` or `refused`.
        var decision: String
        var why: String
    }

    init(of delivery: Delivery, from forge: ForgeKind, gate: Gate, prefix: String, now: Date) throws(MalformedDelivery) {
        self.forge = forge
        let projects = gate.projects(for: delivery, kind: forge, now: now)
        authentic = !projects.isEmpty || Webhooks.isUnsignedPing(delivery, of: forge)
        self.projects = projects.map(\.name)
        let content = try Webhooks.format(of: forge).read(delivery)
        pushes = content.pushes
        ignored = content.ignored
        directives = content.pushes.map { Directives(message: $0.headMessage ?? "", prefix: prefix) }
        decisions = zip(content.pushes, directives).map { push, directives in
            Self.decide(push, directives, projects: projects, isKnown: gate.isKnown(forge))
        }
    }

    private static func decide(_ push: ForgePush, _ directives: Directives, projects: [ProjectSettings], isKnown: Bool) -> Decision {
        guard !projects.isEmpty else {
            return Decision(
                decision: "refused",
                why: isKnown
                    ? "The signature is of no secret that a project on such a forge has here." : "No project here is on such a forge.")
        }
        let (addressed, ignored) = AddressedPush.address([push], among: projects)
        guard let project = addressed.first?.project else {
            return Decision(
                decision: "nothing",
                why: ignored == ["branch-not-allowed"]
                    ? "The project's `branches:` do not allow \(push.branch)." : "\(push.repository) is not the project's repository.")
        }
        if push.headMessage == nil {
            return Decision(decision: "run", why: "If the commit asks for it: the delivery has no message, so it is read with git.")
        }
        guard directives.isPresent else { return Decision(decision: "nothing", why: "The head's message has no directive.") }
        if directives.isRunnable, let sweep = directives.sweepInWords {
            return Decision(decision: "sweep", why: "\(sweep) For project \(project.name).")
        }
        if directives.isRunnable { return Decision(decision: "run", why: "For project \(project.name), unless it is known already.") }
        return Decision(decision: "mistakes", why: directives.diagnostics.map(\.message).joined(separator: " "))
    }
}
