package import RunModel
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A forge token and the one place to which it may be sent.
///
/// It reaches git's credential helper as an open, already unlinked file on descriptor 9: it stands in no argv, no
/// environment, no remote URL and, but for the moment between creating and unlinking, under no path. git may ask several
/// times (fetch, then LFS), so the helper opens the file anew through `/proc/self/fd/9` each time.
package struct GitCredential: Sendable {
    private let scope: JobSpec.CredentialScope
    private let token: Secret

    package init(scope: JobSpec.CredentialScope, token: Secret) {
        self.scope = scope
        self.token = token
    }

    /// The user's own helpers are switched off: they must neither be asked for nor keep a token of ours.
    var configuration: [String] {
        [
            "credential.helper=",
            "credential.\(scope.origin).helper=!f() { test \"$1\" = get && cat /proc/self/fd/9; }; f",
        ]
    }

    /// The helper's answer in an unlinked file; the caller hands it to the process and closes it.
    func descriptor() throws -> FileDescriptor {
        var template = Array("/tmp/.bunsen-XXXXXX".utf8CString)
        let raw = mkstemp(&template)
        guard raw >= 0 else { throw Errno(rawValue: errno) }
        unlink(template)
        let file = FileDescriptor(rawValue: raw)
        try file.writeAll("username=\(scope.user)\npassword=\(token.reveal())\n".utf8)
        try file.seek(offset: 0, from: .start)
        return file
    }
}
