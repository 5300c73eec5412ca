/// The places where credentials are looked for, in order; the first that is set up decides.
package struct CredentialsChain: CredentialsSource {
    private let sources: [any CredentialsSource]

    package init(_ sources: [any CredentialsSource]) { self.sources = sources }

    /// Environment, container, web identity, shared profile, instance.
    package static func standard(_ surroundings: AWSSurroundings, http: AWSHTTP, region: String) -> CredentialsChain {
        let sts = STSCredentials(surroundings, http: http, region: region)
        return CredentialsChain([
            EnvironmentCredentials(surroundings), ContainerCredentials(surroundings, http: http),
            WebIdentityCredentials(surroundings, sts: sts), ProfileCredentials(surroundings, http: http, sts: sts),
            InstanceCredentials(InstanceMetadata(surroundings, http: http)),
        ])
    }

    package func load() async throws -> AWSCredentials? {
        for source in sources {
            if let found = try await source.load() { return found }
        }
        return nil
    }
}
