package import Engine
package import RunModel

/// Finds a sweep by its id, or the beginning of one.
package enum SweepLookup {
    /// - Throws: ``APIError``: there is none, or several.
    package static func find(_ text: String, in store: any RunStore) async throws -> Sweep {
        if let id = SweepID(text), let sweep = try await store.sweep(id) { return sweep }
        let prefix = text.hasPrefix("s-") ? text : "s-\(text)"
        let found = prefix.utf8.count > 2 ? try await store.sweeps(withPrefix: prefix, limit: 6) : []
        guard found.count > 1 else {
            if let sweep = found.first { return sweep }
            throw APIError(
                status: 404, code: "not_found", message: "There is no sweep “\(text.prefix(60))”.",
                remedy: "`bunsen sweep list` shows the sweeps there are.")
        }
        let names = found.map(\.id.text)
        throw APIError(
            status: 409, code: "ambiguous", message: "“\(text.prefix(60))” is the beginning of several sweeps.",
            remedy: "Give more of the id: \(names.joined(separator: ", ")).", candidates: names)
    }
}
