/// A sweep as scripts see it: the keys that `--json` promises.
package struct SeenSweep: Sendable, Decodable {
    package let id: String
    package let state: String
    package let problem: String?
    package let counts: Counts
    package let metric: String?
    /// When its end had been told everywhere.
    package let endedAt: String?
    package let runs: [Row]

    package struct Counts: Sendable, Decodable {
        package let all: Int
        package let succeeded: Int
        package let failed: Int
        package let cancelled: Int
    }

    package struct Row: Sendable, Decodable {
        package let number: Int
        package let rank: Int?
        package let run: String
        package let state: String
        package let parameters: [String: String]
        package let value: Double?
        package let experiment: String?
        package let commit: String?
    }

    private enum CodingKeys: String, CodingKey {
        case id, state, problem, counts, metric, runs
        case endedAt = "ended_at"
    }

    package var isEnded: Bool { !["preparing", "running"].contains(state) }
}

extension ServiceFixture {
    /// All sweeps with their runs, newest first.
    package func sweeps() async throws -> [SeenSweep] {
        let listed = try await bunsen("sweep", "list", "--json").json([SeenSweep].self)
        var whole: [SeenSweep] = []
        for sweep in listed { whole.append(try await bunsen("sweep", "show", sweep.id, "--json").json()) }
        return whole
    }

    /// Waits for the end of the newest sweep.
    package func endedSweep(within limit: Duration = .seconds(300)) async throws -> SeenSweep {
        var seen: SeenSweep?
        do {
            try await eventually("the sweep ends", within: limit) {
                seen = try await sweeps().first
                return seen?.isEnded == true && seen?.endedAt != nil
            }
        } catch {
            throw Program.Failed(description: "\(error); seen: \(String(describing: seen)); log:\n\(log)")
        }
        guard let seen else { throw Program.Failed(description: "there is no sweep") }
        return seen
    }
}
