import Glibc

/// Where the socket lies. It is bound in a private directory, given its mode there, and then moved into its place, so that
/// it is never open to more than its mode says; setting the umask would do that for every file of the process.
struct SocketPlace: Sendable {
    /// `sun_path`, without its closing zero byte.
    static let limit = 107
    let path: String
    private let folder: String
    var temporary: String { "\(folder)/s" }

    init(path: String) throws(WebServerError) {
        self.path = path
        folder = "\(path).\(getpid())"
        guard temporary.utf8.count <= Self.limit else { throw .socketPathTooLong(path) }
    }

    func prepare() throws(WebServerError) {
        unlink(temporary)
        rmdir(folder)
        guard mkdir(folder, 0o700) == 0 else { throw .socket(folder, code: errno) }
    }

    func open() throws(WebServerError) {
        guard chmod(temporary, 0o660) == 0, rename(temporary, path) == 0 else { throw .socket(path, code: errno) }
        rmdir(folder)
    }

    func close() {
        unlink(path)
        unlink(temporary)
        rmdir(folder)
    }
}
