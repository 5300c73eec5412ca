/// Where a project's forge token may be sent.
package enum CredentialScopes {
    /// `scheme://host[:port]` of the project's URL; nil for anything but HTTP.
    package static func scope(of project: ProjectSettings) -> JobSpec.CredentialScope? {
        for scheme in ["https", "http"] {
            guard project.url.lowercased().hasPrefix("\(scheme)://") else { continue }
            let authority = project.url.dropFirst(scheme.count + 3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
            guard !host.isEmpty else { return nil }
            return JobSpec.CredentialScope(origin: "\(scheme)://\(host.lowercased())", user: project.user)
        }
        return nil
    }
}
