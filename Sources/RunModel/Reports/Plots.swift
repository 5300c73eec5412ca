/// The drawn plots of a result. They are files of a commit of their own, so that a report stays small.
package struct Plots: Sendable, Equatable, Codable {
    /// `refs/bunsen/plots/KEY16`, on the remote that has the result.
    package var ref: String
    package var commit: CommitSHA
    package var drawings: [Drawing]

    package init(ref: String, commit: CommitSHA, drawings: [Drawing]) {
        self.ref = ref
        self.commit = commit
        self.drawings = drawings
    }

    package struct Drawing: Sendable, Equatable, Codable {
        /// What DVC calls the plot: `dvclive/loss.csv`.
        package var name: String
        /// Its SVG in the commit's tree: `1.svg`.
        package var file: String

        package init(name: String, file: String) {
            self.name = name
            self.file = file
        }
    }
}
