import AWS
import ArgumentParser
import Foundation

/// Which account and region a command works in.
struct AWSOptions: ParsableArguments {
    @Option(help: "The region (also: AWS_REGION, or the profile's).") var region: String?
    @Option(help: "A profile of ~/.aws (also: AWS_PROFILE).") var profile: String?

    /// Patient: what a person has begun should not end because AWS wants fewer calls for a minute.
    private static let policy = AWSRetryPolicy(attempts: 7)

    /// - Throws: ``CommandFailure`` where nothing says the region.
    func client() throws(CommandFailure) -> AWSClient {
        let surroundings = surroundings
        guard let region = region ?? AWSRegion.declared(surroundings) else {
            throw CommandFailure(
                .usage, code: "no_region", "Nothing says which region of AWS is meant.",
                remedy: "Give --region, as in --region eu-west-1, or set AWS_REGION.")
        }
        let chain = CredentialsChain.standard(surroundings, http: AWSAccess.http, region: region)
        return AWSClient(
            region: region, credentials: CredentialsCache(chain), http: AWSAccess.http, policy: Self.policy, surroundings: surroundings)
    }

    /// A profile that is named here goes before what the environment says of credentials, as with AWS's own tools.
    var surroundings: AWSSurroundings {
        var surroundings = AWSSurroundings()
        guard let profile else { return surroundings }
        for name in [
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ] { surroundings.environment[name] = nil }
        surroundings.environment["AWS_PROFILE"] = profile
        return surroundings
    }
}
