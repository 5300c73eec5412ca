/// One container: what it runs, and all that it sees of this machine.
package struct Container: Sendable {
    package struct User: Sendable, Equatable {
        package var uid: UInt32
        package var gid: UInt32

        package init(uid: UInt32, gid: UInt32) {
            self.uid = uid
            self.gid = gid
        }
    }

    package enum GPUs: Sendable, Equatable {
        /// By index or UUID.
        case these([String])
        case all
    }

    /// A directory at the same place inside and outside.
    package struct Mount: Sendable, Equatable {
        package var path: String
        package var isReadOnly = false

        package init(_ path: String, isReadOnly: Bool = false) {
            self.path = path
            self.isReadOnly = isReadOnly
        }

        /// Both engines read this as a line of CSV (RFC 4180).
        var text: String {
            let fields = ["type=bind", "source=\(path)", "target=\(path)"] + (isReadOnly ? ["readonly"] : [])
            return fields.map { field in
                field.contains { ",\"".contains($0) } ? "\"\(field.replacing("\"", with: "\"\""))\"" : field
            }.joined(separator: ",")
        }
    }

    package var name: String
    /// Without `bunsen.` in front.
    package var labels: [String: String] = [:]
    /// The image's id on this machine.
    package var image: String
    package var user: User
    package var argv: [String]
    /// An absolute path.
    package var directory: String
    package var mounts: [Mount]
    /// Names of variables of the engine's own environment.
    package var variables: [String] = []
    /// For a user that the image does not know.
    package var home: String?
    package var memoryMiB: Int?
    package var vcpus: Int?
    package var gpus = GPUs.these([])
    /// A terminal is handed on, and the command takes the signals itself.
    package var isInteractive = false

    package init(name: String, image: String, user: User, argv: [String], directory: String, mounts: [Mount]) {
        self.name = name
        self.image = image
        self.user = user
        self.argv = argv
        self.directory = directory
        self.mounts = mounts
    }

    /// What `/bin/sh -c` is given.
    var script: [String] { [isInteractive ? "exec \"$0\" \"$@\"" : Self.first] + argv }

    /// The first process of a container gets no signal that it has no handler for (pid_namespaces(7)), and no shell hands one on:
    /// this one hands SIGTERM to all others. And it waits for its command, however often it is interrupted.
    private static let first = """
        trap 'trap : TERM; if [ $$ = 1 ]; then kill -TERM -1; else kill -TERM $pid; fi' TERM
        "$0" "$@" & pid=$!
        while :; do wait $pid; code=$?; kill -0 $pid 2>/dev/null || exit $code; done
        """
}
