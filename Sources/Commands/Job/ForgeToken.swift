import LocalExecutor
import RunModel

/// The forge token of a job, and where it may be sent.
struct ForgeToken {
    /// By which a job definition hands it over where no service can do so by descriptor.
    static let variable = "BUNSEN_FORGE_TOKEN"
    /// The user that goes with it, where the spec does not name one.
    static let userVariable = "BUNSEN_FORGE_USER"

    let scope: JobSpec.CredentialScope
    let token: Secret

    /// What a job definition gives for a repository; nil where that is nothing, or is for another host.
    ///
    /// - Parameter declared: where the service says that the token may go; nil leaves it to the host of the URL.
    static func find(
        in injected: InjectedVariables, cloning url: String, declared: JobSpec.CredentialScope?, user: String?
    ) -> ForgeToken? {
        if let token = injected[variable], !token.isEmpty, let scope = declared ?? scope(of: url, user: user) {
            return ForgeToken(scope: scope, token: Secret(token))
        }
        return injected[BitbucketAuth.variable].flatMap { BitbucketAuth.token(from: $0, cloning: url) }.map(ForgeToken.init)
    }

    private static func scope(of url: String, user: String?) -> JobSpec.CredentialScope? {
        var project = ProjectSettings(name: "job", url: url)
        if let user { project.user = user }
        return CredentialScopes.scope(of: project)
    }
}
