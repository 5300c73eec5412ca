import Foundation
import RunModel

/// `BITBUCKET_AUTH`, by which job definitions of the seed hand the forge token to a job: `USER:PASSWORD` for bitbucket.org.
///
/// Where it is a secret of the project's stages it is no token of the job.
enum BitbucketAuth {
    static let variable = "BITBUCKET_AUTH"
    static let origin = "https://bitbucket.org"

    /// The token and where it may go, for a repository of bitbucket.org.
    static func token(from text: String, cloning url: String) -> (scope: JobSpec.CredentialScope, token: Secret)? {
        guard RepositoryName(url: url)?.text.hasPrefix("bitbucket.org/") == true,
            let colon = text.firstIndex(of: ":")
        else { return nil }
        let user = String(text[..<colon])
        return (JobSpec.CredentialScope(origin: origin, user: user), Secret(String(text[text.index(after: colon)...])))
    }
}
