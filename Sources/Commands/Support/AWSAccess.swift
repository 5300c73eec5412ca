import AWS
import AsyncHTTPClient

/// How this program calls AWS.
enum AWSAccess {
    /// One for the process, which ends with it.
    static let http = AWSHTTP(HTTPClient(eventLoopGroupProvider: .singleton, configuration: AWSHTTP.configuration))

    /// Where nothing says the region, each call tells so.
    ///
    /// - Parameter region: nil: what environment and profile say.
    static func client(region: String? = nil, _ surroundings: AWSSurroundings = AWSSurroundings()) -> AWSClient {
        let region = region ?? AWSRegion.declared(surroundings) ?? ""
        return AWSClient(
            region: region, credentials: CredentialsCache(CredentialsChain.standard(surroundings, http: http, region: region)), http: http,
            surroundings: surroundings)
    }
}
