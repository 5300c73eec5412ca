/// What of a run people want to be told outside of the forge.
package enum MessageEvent: String, Sendable, Hashable, Codable, CaseIterable {
    /// It ended without a result.
    case failure
    /// It succeeded, after the one before it on its branch, or an earlier attempt of itself, had failed.
    case recovery
    case success

    /// What a run's end is, given whether what came before it had failed; nothing for one that somebody has ended.
    package static func events(of state: RunState, afterFailure: Bool) -> Set<MessageEvent> {
        switch state {
        case .failed: [.failure]
        case .succeeded, .cached: afterFailure ? [.recovery, .success] : [.success]
        default: []
        }
    }
}
