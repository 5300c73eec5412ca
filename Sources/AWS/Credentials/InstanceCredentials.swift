/// The role of the EC2 instance, by IMDSv2.
package struct InstanceCredentials: CredentialsSource {
    private let metadata: InstanceMetadata

    package init(_ metadata: InstanceMetadata) { self.metadata = metadata }

    /// Nil where there is no instance or it has no role: the last place that is asked.
    package func load() async throws -> AWSCredentials? {
        let list: String?
        do {
            list = try await metadata.text("iam/security-credentials/")
        } catch let error as MetadataError where error.isAbsent {
            return nil
        } catch let error as MetadataError {
            throw CredentialsError(error.message)
        }
        guard let role = list?.split(whereSeparator: \.isNewline).first else { return nil }
        do {
            guard let answer = try await metadata.get("iam/security-credentials/\(URIEncoding.encode(String(role)))") else { return nil }
            return try RoleAnswer.read(answer, from: "the instance's role")
        } catch let error as MetadataError {
            throw CredentialsError(error.message)
        }
    }
}
