import FoundationEssentials
import RunModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The user that jobs run as (`run_as`), where that is not the service's own.
struct JobUser: Sendable, Equatable {
    let name: String
    let uid: UInt32
    let gid: UInt32
    let home: String

    /// Nil where jobs run as the service's user.
    /// - Throws: `Failure` where there is no such user, or the service may not become it.
    static func find(_ name: String?) throws(Failure) -> JobUser? {
        guard let name else { return nil }
        guard let entry = getpwnam(name) else {
            throw Failure(
                .misconfigured, "`run_as` names \(name), and this machine has no such user.",
                remedy: "Make the user, or mend `run_as`, then `bunsen runs retry`.")
        }
        let user = JobUser(
            name: name, uid: entry.pointee.pw_uid, gid: entry.pointee.pw_gid, home: entry.pointee.pw_dir.map { String(cString: $0) } ?? "/")
        if user.uid == geteuid() { return nil }
        guard geteuid() == 0 else {
            throw Failure(
                .misconfigured, "`run_as` names \(name), and only root can start jobs as another user.",
                remedy: "Run the service as root, or as \(name) without `run_as`, then `bunsen runs retry`.")
        }
        return user
    }

    /// The words that make a program run as the user, without any privilege: setpriv(1) of util-linux.
    var wrapper: [String] {
        [
            "/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(gid)", "--init-groups", "--inh-caps=-all", "--bounding-set=-all",
            "--no-new-privs", "--",
        ]
    }

    var environment: [String: String] { ["HOME": home, "USER": name, "LOGNAME": name] }

    /// Gives the user the directories that its job works in, what it reads in them, and the way to them.
    func own(_ directories: [String], _ file: String, below state: String) throws(SystemCallError) {
        for path in directories + [file] where lchown(path, uid, gid) != 0 { throw SystemCallError(call: "chown \(path)", code: errno) }
        for directory in directories {
            var parent = directory
            // Into the directories on the way, and not to see what is in them.
            while parent.count > state.count, let slash = parent.lastIndex(of: "/") {
                parent = String(parent[..<slash])
                var status = stat()
                guard stat(parent, &status) == 0, chmod(parent, status.st_mode & 0o7777 | S_IXOTH) == 0 else {
                    throw SystemCallError(call: "chmod \(parent)", code: errno)
                }
            }
        }
    }
}
