package import RunModel

/// Where the work of a failed attempt goes, from a machine that nobody can look into afterwards.
package struct FailedWorkPlace: Sendable {
    package let object: S3Place
    /// Bytes of the files that are put there, before they are compressed.
    package let limit: Int
    /// Values that must not be in any of the files.
    package let secrets: [String]
    /// Makes a file the object.
    package let send: @Sendable (_ path: String) async throws -> Void

    package init(_ object: S3Place, limit: Int, secrets: [String], send: @escaping @Sendable (_ path: String) async throws -> Void) {
        self.object = object
        self.limit = limit
        self.secrets = secrets
        self.send = send
    }
}
