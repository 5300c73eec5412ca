/// A virtual environment that is there for as long as this value is.
struct PreparedEnvironment: Sendable {
    /// The directory of the virtual environment.
    let path: String
    let lock: DirectoryLock

    /// What activating it does to a process's environment.
    func activate(_ environment: inout [String: String], searchPath: String) {
        environment["PATH"] = "\(path)/bin:\(searchPath)"
        environment["VIRTUAL_ENV"] = path
        environment["PYTHONHOME"] = nil
    }
}
