import FoundationEssentials

/// The Security Token Service, always that of the region: https://docs.aws.amazon.com/STS/latest/APIReference/
///
/// All calls throw ``AWSError`` and `CancellationError`.
package struct STS: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// Who the credentials belong to.
    package func callerIdentity() async throws -> CallerIdentity {
        let request = AWSRequest(.sts, "GetCallerIdentity", form: [])
        return try await client.send(request) {
            let result = try $0.xml().required("GetCallerIdentityResult")
            return CallerIdentity(
                account: try result.required("Account").text, arn: try result.required("Arn").text,
                userID: try result.required("UserId").text)
        }
    }

    /// - Parameters:
    ///   - session: 2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`.
    ///   - seconds: 900 to 43200; nil: an hour.
    ///   - source: for a person, as in ``AWSCredentials/source``.
    func assumeRole(_ arn: String, session: String, externalID: String?, seconds: Int?, source: String) async throws -> AWSCredentials {
        var form = [(name: "RoleArn", value: arn), (name: "RoleSessionName", value: session)]
        if let externalID { form.append((name: "ExternalId", value: externalID)) }
        if let seconds { form.append((name: "DurationSeconds", value: "\(seconds)")) }
        let request = AWSRequest(.sts, "AssumeRole", form: form)
        return try await client.send(request) { try Self.credentials($0, "AssumeRoleResult", source) }
    }

    /// Not signed: the token is what counts.
    func assumeRoleWithWebIdentity(_ arn: String, session: String, token: String, source: String) async throws -> AWSCredentials {
        var request = AWSRequest(
            .sts, "AssumeRoleWithWebIdentity",
            form: [
                (name: "RoleArn", value: arn), (name: "RoleSessionName", value: session), (name: "WebIdentityToken", value: token),
            ])
        request.isSigned = false
        return try await client.send(request) { try Self.credentials($0, "AssumeRoleWithWebIdentityResult", source) }
    }

    private static func credentials(_ response: AWSResponse, _ result: String, _ source: String) throws -> AWSCredentials {
        let found = try response.xml().required(result).required("Credentials")
        guard let expires = AWSDate.iso8601(try found.required("Expiration").text) else { throw XMLReader.Malformed() }
        return AWSCredentials(
            accessKeyID: try found.required("AccessKeyId").text, secretAccessKey: try found.required("SecretAccessKey").text,
            sessionToken: try found.required("SessionToken").text, expires: expires, source: source)
    }
}

package struct CallerIdentity: Sendable, Equatable {
    package let account: String
    package let arn: String
    package let userID: String
}
