import FoundationEssentials

/// What ECS tells a container about itself, version 4:
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
package struct ContainerMetadata: Sendable, Equatable {
    package let containerARN: String?
    package let taskARN: String?
    package let cluster: String?
    package let logGroup: String?
    package let logStream: String?
    package let logRegion: String?

    /// Nil where this is no container of ECS.
    ///
    /// - Throws: ``MetadataError`` where it is one, and is not told; `CancellationError`.
    package static func read(_ surroundings: AWSSurroundings, http: AWSHTTP) async throws -> ContainerMetadata? {
        guard let base = surroundings.variable("ECS_CONTAINER_METADATA_URI_V4") else { return nil }
        let endpoint = LocalEndpoint(http: http, surroundings: surroundings)
        do {
            let answer = try await endpoint.ask("GET", base, for: "the container's metadata")
            guard answer.isSuccess else { throw MetadataError.refused(answer.status) }
            guard let words = try? answer.json(Words.self) else { throw MetadataError.malformed }
            return words.metadata
        } catch let error as CredentialsError {
            throw MetadataError(isAbsent: false, message: error.message)
        }
    }

    private struct Words: Decodable {
        let ContainerARN: String?
        let Labels: [String: String]?
        let LogDriver: String?
        let LogOptions: [String: String]?

        var metadata: ContainerMetadata {
            let options = LogDriver == "awslogs" ? LogOptions ?? [:] : [:]
            return ContainerMetadata(
                containerARN: ContainerARN, taskARN: Labels?["com.amazonaws.ecs.task-arn"], cluster: Labels?["com.amazonaws.ecs.cluster"],
                logGroup: options["awslogs-group"], logStream: options["awslogs-stream"], logRegion: options["awslogs-region"])
        }
    }
}
