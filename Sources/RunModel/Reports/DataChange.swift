/// What DVC keeps outside of git and a run has added, changed or removed.
package struct DataChange: Sendable, Equatable, Codable {
    /// From the repository's root; a directory that DVC keeps as one ends in `/`.
    package var path: String
    /// As the base has it; nil: it is not there.
    package var before: Extent?
    /// As the result has it; nil: it is not there.
    package var after: Extent?

    package init(path: String, before: Extent?, after: Extent?) {
        self.path = path
        self.before = before
        self.after = after
    }

    /// How much it is, as `dvc.lock` says.
    package struct Extent: Sendable, Equatable, Codable {
        /// In bytes.
        package var size: Int?
        /// Of a directory.
        package var files: Int?

        package init(size: Int?, files: Int? = nil) {
            self.size = size
            self.files = files
        }
    }
}
