/// A role for who holds a token of another identity provider, as EKS does it for service accounts: `AWS_ROLE_ARN`,
/// `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_SESSION_NAME`.
package struct WebIdentityCredentials: CredentialsSource {
    private let surroundings: AWSSurroundings
    private let sts: STSCredentials

    package init(_ surroundings: AWSSurroundings, sts: STSCredentials) {
        self.surroundings = surroundings
        self.sts = sts
    }

    package func load() async throws -> AWSCredentials? {
        guard let file = surroundings.variable("AWS_WEB_IDENTITY_TOKEN_FILE") else { return nil }
        guard let arn = surroundings.variable("AWS_ROLE_ARN") else {
            throw CredentialsError("AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not: set both or neither.")
        }
        let role = STSCredentials.Role(arn: arn, session: surroundings.variable("AWS_ROLE_SESSION_NAME"))
        let token = try TextFile.required(file, named: "AWS_WEB_IDENTITY_TOKEN_FILE")
        return try await sts.assume(role, webIdentity: token, source: "the web identity's role")
    }
}
