/// A virtual environment that is there for as long as this value is.
package struct PreparedEnvironment: Sendable {
    /// The directory of the virtual environment.
    let path: String
    let lock: DirectoryLock

    func activate(_ environment: inout [String: String], searchPath: String) {
        Self.activate(path, in: &environment, searchPath: searchPath)
    }

    /// What activating one does to a process's environment.
    ///
    /// - Parameters:
    ///   - path: the directory of the virtual environment.
    ///   - searchPath: the PATH before.
    package static func activate(_ path: String, in environment: inout [String: String], searchPath: String) {
        environment["PATH"] = "\(path)/bin:\(searchPath)"
        environment["VIRTUAL_ENV"] = path
        environment["PYTHONHOME"] = nil
    }
}
