/// Whether stages are kept from seeing the state, the configuration and other runs.
package enum SandboxMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// Where the machine can; a run says so where it cannot.
    case auto
    /// Or nothing runs.
    case required
    case off
}
