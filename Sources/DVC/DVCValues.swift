package import RunModel

/// The metrics and parameters that revisions have; see `Driver/dvc_values.py`.
package struct DVCValues: Sendable, Decodable {
    package struct Side: Sendable, Decodable {
        /// By file, relative to the DVC project, and name; null where the file says so.
        package let metrics: [String: [String: Scalar?]]
        package let params: [String: [String: Scalar?]]
    }

    package struct Problem: Sendable, Decodable {
        package let rev: String?
        package let path: String?
        package let message: String
    }

    /// By the names that were asked for; one that could not be read at all is absent.
    package let revisions: [String: Side]
    package let errors: [Problem]

    /// DVC's name for the work tree.
    package static let workspace = "workspace"
}

extension DVCSession {
    /// - Parameters:
    ///   - revisions: commits, or ``DVCValues/workspace``.
    ///   - excluded: files that count for nothing, relative to `directory`.
    package func values(
        of revisions: [String], without excluded: [Glob] = [], in directory: String, reply file: String
    ) async throws -> DVCValues {
        try await fromFile(file) {
            DVCRequest(id: $0, call: "values", cwd: directory, revs: revisions, exclude: excluded.map(\.pattern), replyTo: file)
        }
    }
}
