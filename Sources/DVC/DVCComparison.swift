/// What a repetition has made, beside what a commit has recorded; see `Driver/dvc_compare.py`.
package struct DVCComparison: Sendable, Codable {
    package struct Output: Sendable, Codable {
        package let path: String
        /// Hashes, as dvc.lock has them; nil where it has none.
        package let before: String?
        package let after: String?

        package var isSame: Bool { before != nil && before == after }
    }

    package struct Stage: Sendable, Codable {
        package let name: String
        package let outs: [Output]

        package var isSame: Bool { outs.allSatisfy(\.isSame) }
    }

    /// In the order in which they run.
    package let stages: [Stage]
}
