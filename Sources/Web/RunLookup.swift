package import Engine
package import RunModel

/// Finds runs by what people type: an id, or any beginning of one that fits a single run.
package enum RunLookup {
    /// - Throws: ``APIError`` `not_found` or `ambiguous`.
    package static func find(_ text: String, in store: any RunStore) async throws -> Run {
        if let id = RunID(text) {
            guard let run = try await store.run(id) else { throw APIError.notFound(run: text) }
            return run
        }
        // The time alone is enough for a person: `20260102` means `r-20260102…`.
        let prefix = text.hasPrefix("r-") ? text : "r-\(text)"
        let found = text.isEmpty ? [] : try await store.runs(withPrefix: prefix, limit: 6)
        guard let run = found.first else { throw APIError.notFound(run: text) }
        guard found.count == 1 else { throw APIError.ambiguous(run: text, candidates: found.map(\.id.text)) }
        return run
    }
}
