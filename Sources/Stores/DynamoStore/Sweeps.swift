package import Engine
package import RunModel

/// A function keeps no sweeps yet: a push that asks for one is told so, and nothing is taken.
extension DynamoStore {
    package func take(_ sweep: Sweep) async throws -> TakenSweep { throw RunStoreError.keepsNoSweeps }
    package func fill(_ id: SweepID, with runs: [Run], _ change: @Sendable (inout Sweep) -> Void) async throws -> Sweep {
        throw RunStoreError.noSuchSweep(id)
    }
    package func sweep(_ id: SweepID) async throws -> Sweep? { nil }
    package func sweeps(withPrefix prefix: String, limit: Int) async throws -> [Sweep] { [] }
    package func sweeps(of repository: RepositoryName?, limit: Int) async throws -> [Sweep] { [] }
    package func openSweeps() async throws -> [Sweep] { [] }
    package func standings(of id: SweepID) async throws -> [Standing] { [] }
    package func update(_ id: SweepID, _ change: @Sendable (inout Sweep) throws -> Void) async throws -> Sweep {
        throw RunStoreError.noSuchSweep(id)
    }
}
