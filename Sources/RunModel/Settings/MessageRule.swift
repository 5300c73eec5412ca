/// Who is told of which ends of runs: one rule of `messages`.
package struct MessageRule: Sendable, Equatable {
    package var on: [MessageEvent] = [.failure, .recovery]
    /// Identities of repositories, as `host/path`.
    package var repositories: [Glob] = [.all]
    package var branches: [Glob] = [.all]
    /// Of failures; empty: all of them.
    package var reasons: [FailureReason] = []
    /// Addresses that get mail.
    package var email: [String] = []
    /// The address of an incoming webhook as Slack, Mattermost and others have it; it is a secret.
    package var slack: SecretSource?
    /// An address that gets JSON.
    package var webhook: String?
    /// What the JSON is signed with.
    package var secret: SecretSource?

    package init() {}

    /// What this rule tells of an end, if it does; a recovery is told as such, and not as a success.
    package func event(of run: Run, among events: Set<MessageEvent>) -> MessageEvent? {
        guard repositories.contains(where: { $0.matches(run.request.repository.text) }),
            run.branches.isEmpty || run.branches.contains(where: { branch in branches.contains { $0.matches(branch.text) } })
        else { return nil }
        if !reasons.isEmpty, case .failed(let reason) = run.state, !reasons.contains(reason) { return nil }
        return [MessageEvent.failure, .recovery, .success].first { events.contains($0) && on.contains($0) }
    }
}
