import FoundationEssentials

/// Asks STS for the credentials of a role.
package struct STSCredentials: Sendable {
    private let surroundings: AWSSurroundings
    private let http: AWSHTTP
    private let region: String

    package init(_ surroundings: AWSSurroundings, http: AWSHTTP, region: String) {
        self.surroundings = surroundings
        self.http = http
        self.region = region
    }

    /// A role to be assumed.
    struct Role {
        let arn: String
        var session: String?
        var externalID: String?
        /// Seconds, 900 to 43200.
        var duration: Int?
    }

    /// - Throws: ``CredentialsError``.
    func assume(_ role: Role, as signer: AWSCredentials, source: String) async throws -> AWSCredentials {
        try await answered(source) {
            try await STS(client(FixedCredentials(signer))).assumeRole(
                role.arn, session: session(role), externalID: role.externalID, seconds: role.duration, source: source)
        }
    }

    /// - Throws: ``CredentialsError``.
    func assume(_ role: Role, webIdentity token: String, source: String) async throws -> AWSCredentials {
        try await answered(source) {
            try await STS(client(CredentialsChain([]))).assumeRoleWithWebIdentity(
                role.arn, session: session(role), token: token, source: source)
        }
    }

    private func client(_ source: any CredentialsSource) -> AWSClient {
        AWSClient(
            region: region, credentials: CredentialsCache(source, now: surroundings.now), http: http, surroundings: surroundings,
            deadline: 5)
    }

    /// Shows up in CloudTrail.
    private func session(_ role: Role) -> String { role.session ?? "bunsen-\(Int(surroundings.now().timeIntervalSince1970))" }

    private func answered(_ source: String, _ call: () async throws -> AWSCredentials) async throws -> AWSCredentials {
        do {
            return try await call()
        } catch let error as AWSError {
            throw CredentialsError("tried to get the credentials of \(source): \(error)")
        }
    }
}
