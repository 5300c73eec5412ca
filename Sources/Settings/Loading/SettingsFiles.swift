/// What loading needs of the file system, passed in so that rules can be tested without files.
package struct SettingsFiles: Sendable {
    /// A file's bytes; nil if there is none; throws an error whose description says why it cannot be read.
    package var read: @Sendable (_ path: String) throws -> [UInt8]?
    /// The names in a directory; empty if there is none.
    package var list: @Sendable (_ directory: String) throws -> [String]
    /// A file's permission bits; nil if there is none.
    package var mode: @Sendable (_ path: String) -> Int?
    /// What relative paths on the command line and in variables start from.
    package var currentDirectory: String

    package init(
        currentDirectory: String, read: @escaping @Sendable (_ path: String) throws -> [UInt8]?,
        list: @escaping @Sendable (_ directory: String) throws -> [String],
        mode: @escaping @Sendable (_ path: String) -> Int?
    ) {
        self.currentDirectory = currentDirectory
        self.read = read
        self.list = list
        self.mode = mode
    }
}
