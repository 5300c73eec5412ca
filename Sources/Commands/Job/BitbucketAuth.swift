import Foundation
import Glibc
import RunModel

/// `BITBUCKET_AUTH`, by which job definitions of the seed hand the forge token to a job: `USER:PASSWORD` for bitbucket.org.
///
/// What stands in a process's environment, its stages can read in `/proc`. So the job moves it to a descriptor and executes
/// itself again without the variable. Where it is a secret of the project's stages it stays, and is no token of the job.
enum BitbucketAuth {
    static let variable = "BITBUCKET_AUTH"
    static let origin = "https://bitbucket.org"
    static let option = "--bitbucket-auth-fd"

    /// Does not return where there was something to take out.
    static func takeOut(of environment: [String: String], forSpecAt path: String) throws {
        guard let value = environment[variable], !(try JobCommand.spec(at: path)).secretNames.contains(variable) else { return }
        unsetenv(variable)
        let descriptor = try descriptor(holding: value)
        let words = CommandLine.arguments + [option, "\(descriptor)"]
        var argv = words.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &argv)
        throw Failure(
            .internalError, "The job could not be executed again without \(variable): \(String(cString: strerror(errno))).",
            remedy: "Hand the token to the service (`token` of the project) instead.")
    }

    /// The token and where it may go, for a repository of bitbucket.org.
    static func token(from text: String, for spec: JobSpec) -> (scope: JobSpec.CredentialScope, token: Secret)? {
        guard RepositoryName(url: spec.cloneURL)?.text.hasPrefix("bitbucket.org/") == true,
            let colon = text.firstIndex(of: ":")
        else { return nil }
        let user = String(text[..<colon])
        return (JobSpec.CredentialScope(origin: origin, user: user), Secret(String(text[text.index(after: colon)...])))
    }

    private static func descriptor(holding value: String) throws -> Int32 {
        var ends: [Int32] = [-1, -1]
        let bytes = Array(value.utf8)
        // Within what a pipe takes without a reader (pipe(7)).
        guard bytes.count <= 4096, pipe(&ends) == 0, write(ends[1], bytes, bytes.count) == bytes.count else {
            throw Failure(
                .misconfigured, "\(variable) cannot be handed on: it is too long, or the job has no descriptor left.",
                remedy: "Give it as USER:PASSWORD.")
        }
        close(ends[1])
        return ends[0]
    }
}
