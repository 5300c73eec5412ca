/// The region that a program works in.
package enum AWSRegion {
    /// What environment or profile say, without asking anybody.
    package static func declared(_ surroundings: AWSSurroundings) -> String? {
        surroundings.variable("AWS_REGION") ?? surroundings.variable("AWS_DEFAULT_REGION") ?? SharedConfig(surroundings).region
    }

    /// `AWS_REGION`, `AWS_DEFAULT_REGION`, the shared profile's, the instance's; nil: none of them says.
    ///
    /// - Throws: `CancellationError`.
    package static func find(_ surroundings: AWSSurroundings, http: AWSHTTP) async throws -> String? {
        if let known = declared(surroundings) { return known }
        do {
            return try await InstanceMetadata(surroundings, http: http).region()
        } catch is MetadataError {
            return nil
        }
    }
}
