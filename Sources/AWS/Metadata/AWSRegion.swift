/// The region that a program works in.
package enum AWSRegion {
    /// `AWS_REGION`, `AWS_DEFAULT_REGION`, the shared profile's, the instance's; nil: none of them says.
    ///
    /// - Throws: `CancellationError`.
    package static func find(_ surroundings: AWSSurroundings, http: AWSHTTP) async throws -> String? {
        let given = surroundings.variable("AWS_REGION") ?? surroundings.variable("AWS_DEFAULT_REGION")
        if let known = given ?? SharedConfig(surroundings).region { return known }
        do {
            return try await InstanceMetadata(surroundings, http: http).region()
        } catch is MetadataError {
            return nil
        }
    }
}
