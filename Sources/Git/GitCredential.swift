package import RunModel
import SystemPackage

/// A forge token and the one place to which it may be sent.
///
/// It reaches git's credential helper as an open, already unlinked file on descriptor 9: it stands in no argv, no
/// environment, no remote URL and, but for the moment between creating and unlinking, under no path. git may ask several
/// times (fetch, then LFS), so the helper opens the file anew through `/proc/self/fd/9` each time.
package struct GitCredential: Sendable {
    private let scope: JobSpec.CredentialScope
    private let token: Secret
    /// The repositories there that the token is for, as paths without `.git`; nil: all.
    private let paths: [String]?

    package init(scope: JobSpec.CredentialScope, token: Secret, paths: [String]? = nil) {
        self.scope = scope
        self.token = token
        self.paths = paths
    }

    /// The same token, for these repositories alone.
    package func limited(to paths: [String]) -> GitCredential { GitCredential(scope: scope, token: token, paths: paths) }

    /// The user's own helpers are switched off: they must neither be asked for nor keep a token of ours.
    var configuration: [String] {
        let helper = #"!f() { test "$1" = get && cat /proc/self/fd/9; }; f"#
        guard let paths else { return ["credential.helper=", "credential.\(scope.origin).helper=\(helper)"] }
        // git tells apart by path only what it is asked to (gitcredentials(7), useHttpPath); `a` and `a.git` are two paths.
        let places = paths.flatMap { ["\(scope.origin)/\($0)", "\(scope.origin)/\($0).git"] }
        return ["credential.helper=", "credential.useHttpPath=true"] + places.map { "credential.\($0).helper=\(helper)" }
    }

    /// The helper's answer in an unlinked file; the caller hands it to the process and closes it.
    func descriptor() throws -> FileDescriptor {
        try UnlinkedFile.holding("username=\(scope.user)\npassword=\(token.reveal())\n")
    }
}
