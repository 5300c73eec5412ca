import RunModel

/// `.bunsen.yaml` at the pushed commit.
enum RepositoryFile {
    static func read(_ bytes: [UInt8]) throws -> RepositorySettings {
        throw Failure(
            .notYetSupported, "This commit has a `.bunsen.yaml`, which this version does not read yet.",
            remedy: "Remove the file, or wait for the next version.")
    }
}
