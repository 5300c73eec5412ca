import AWS

/// Why a stack has failed: the first of its events that failed for a reason of its own. All others were told to stop because
/// of it, or only say that something in them has failed.
enum FirstFailure {
    static func of(_ events: [StackNews]) -> StackNews? {
        let failed = events.filter { $0.event.status.hasSuffix("_FAILED") && !isConsequence($0.event.reason ?? "") }
        return failed.first { $0.event.reason != nil } ?? failed.first
    }

    private static func isConsequence(_ reason: String) -> Bool {
        // "Resource creation cancelled", "Resource update cancelled", "Resource deletion cancelled"
        if reason.hasPrefix("Resource "), reason.hasSuffix("cancelled") { return true }
        return reason.hasPrefix("Embedded stack ") || reason.hasPrefix("The following resource(s) failed")
    }

    /// The failure of a stack that rests in a status.
    static func error(stack: String, status: String, _ events: [StackNews]) -> DeploymentError {
        let outcome = "The stack \(stack) ended as \(status)"
        guard let failure = of(events) else {
            return DeploymentError(
                .failed, code: "stack_failed", "\(outcome), and none of its events says why.",
                remedy: "Look at its events in the console of CloudFormation, mend what they name, and call the same command again.")
        }
        let event = failure.event
        let reason = event.reason ?? "no word why"
        let isEnded = reason.last.map { ".!?)".contains($0) } ?? false
        return DeploymentError(
            .failed, code: "stack_failed",
            "\(outcome) because of \(failure.resource) (\(event.type), \(event.status)): \(reason)\(isEnded ? "" : ".")",
            remedy: remedy(reason, event, status))
    }

    private static func remedy(_ reason: String, _ event: StackEvent, _ status: String) -> String {
        let said = reason.lowercased()
        func has(_ words: String...) -> Bool { words.contains { said.contains($0) } }
        if status.hasPrefix("DELETE") {
            return "Remove what it is held by, and call `bunsen deploy down` again: it goes on where it was."
        }
        if has("not authorized", "accessdenied", "access denied", "unauthorizedoperation") {
            return "Give whoever deploys the right that is named, and call the same command again."
        }
        if has("service-linked role", "service linked role") {
            return "Make the role, once for the account: aws iam create-service-linked-role --aws-service-name spot.amazonaws.com"
        }
        if has("already exists", "alreadyexists", "scheduled for deletion") {
            return
                "A former deployment has left it: docs/guide/aws-deploy.md, “Changing and removing”, says how it is taken over or removed."
        }
        if has("limit", "quota", "maximum number") {
            return "Ask for more of it in the account's Service Quotas, or remove what is not needed; then call the same command again."
        }
        if has("does not exist", "invalid", "unsupported", "not supported") {
            return "Mend the parameter or the template that it comes from, and call the same command again."
        }
        return "Mend what is named, and call the same command again; what had been changed was put back."
    }
}
