import FoundationEssentials

/// The Elastic Container Registry: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/
///
/// All calls throw ``AWSError`` and `CancellationError`.
package struct ECR: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// What docker and podman sign in with, for twelve hours.
    package func login() async throws -> RegistryLogin {
        struct Question: Encodable {}
        struct Answer: Decodable {
            struct Item: Decodable { let authorizationToken: String, proxyEndpoint: String }
            let authorizationData: [Item]
        }
        let request = try AWSRequest(.ecr, "GetAuthorizationToken", json: Question())
        return try await client.send(request) {
            guard let item = try $0.json(Answer.self).authorizationData.first else { throw XMLReader.Malformed() }
            return RegistryLogin(host: String(item.proxyEndpoint.replacing("https://", with: "")), basic: item.authorizationToken)
        }
    }

    /// A repository's address, `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`; nil where there is none.
    package func address(of repository: String) async throws -> String? {
        struct Question: Encodable { let repositoryNames: [String] }
        struct Answer: Decodable {
            struct Repository: Decodable { let repositoryUri: String }
            let repositories: [Repository]
        }
        let request = try AWSRequest(.ecr, "DescribeRepositories", json: Question(repositoryNames: [repository]))
        do {
            return try await client.send(request) { try $0.json(Answer.self).repositories.first?.repositoryUri }
        } catch let error as AWSError where error.code == "RepositoryNotFoundException" {
            return nil
        }
    }

    /// The image that has a tag; nil where none has.
    package func image(_ tag: String, in repository: String) async throws -> RegistryImage? {
        struct Question: Encodable {
            struct ID: Encodable { let imageTag: String }
            let repositoryName: String
            let imageIds: [ID]
            // What comes else is a manifest of an older kind, made from the one that is there: another image, by its digest.
            let acceptedMediaTypes = RegistryImage.mediaTypes
        }
        struct Answer: Decodable {
            struct Image: Decodable {
                struct ID: Decodable { let imageDigest: String? }
                let imageId: ID?
                let imageManifest: String
                let imageManifestMediaType: String?
            }
            let images: [Image]?
        }
        let request = try AWSRequest(
            .ecr, "BatchGetImage", json: Question(repositoryName: repository, imageIds: [Question.ID(imageTag: tag)]))
        return try await client.send(request) {
            try $0.json(Answer.self).images?.first.map {
                RegistryImage(digest: $0.imageId?.imageDigest, manifest: $0.imageManifest, mediaType: $0.imageManifestMediaType)
            }
        }
    }

    /// Gives an image of the same repository a further tag, which its former image loses.
    package func put(_ image: RegistryImage, tag: String, in repository: String) async throws {
        struct Question: Encodable { let repositoryName, imageManifest, imageTag: String, imageManifestMediaType: String? }
        let request = try AWSRequest(
            .ecr, "PutImage",
            json: Question(
                repositoryName: repository, imageManifest: image.manifest, imageTag: tag, imageManifestMediaType: image.mediaType))
        do {
            try await client.send(request) { _ in }
        } catch let error as AWSError where error.code == "ImageAlreadyExistsException" {
            // It has that tag already, as after an answer that was lost.
        }
    }

    /// Removes a repository with all of its images; one that is not there is removed already.
    package func deleteRepository(_ repository: String) async throws {
        struct Question: Encodable { let repositoryName: String, force = true }
        do {
            try await client.send(AWSRequest(.ecr, "DeleteRepository", json: Question(repositoryName: repository))) { _ in }
        } catch let error as AWSError where error.code == "RepositoryNotFoundException" {
            // As after an answer that was lost.
        }
    }

    /// The tags of a repository that begin in a way, the image that came last first.
    package func tags(in repository: String, beginning start: String) async throws -> [String] {
        struct Question: Encodable {
            struct Filter: Encodable { let tagStatus = "TAGGED" }
            let repositoryName: String
            let filter = Filter()
            var nextToken: String?
        }
        struct Answer: Decodable {
            struct Detail: Decodable { let imageTags: [String]?, imagePushedAt: Double? }
            let imageDetails: [Detail]?
            let nextToken: String?
        }
        var question = Question(repositoryName: repository)
        var found: [Answer.Detail] = []
        repeat {
            let request = try AWSRequest(.ecr, "DescribeImages", json: question)
            let page = try await client.send(request) { try $0.json(Answer.self) }
            found += page.imageDetails ?? []
            question.nextToken = page.nextToken
        } while question.nextToken != nil
        return found.sorted { ($0.imagePushedAt ?? 0) > ($1.imagePushedAt ?? 0) }.flatMap { $0.imageTags ?? [] }
            .filter { $0.hasPrefix(start) }
    }
}

/// An image in a registry, as its manifest.
package struct RegistryImage: Sendable, Equatable {
    /// `sha256:…`
    package let digest: String?
    let manifest: String
    let mediaType: String?

    static let mediaTypes = [
        "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.index.v1+json",
    ]
}

/// A way into a registry, which prints nothing of what is secret about it.
package struct RegistryLogin: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `ACCOUNT.dkr.ecr.REGION.amazonaws.com`
    package let host: String
    private let basic: String

    init(host: String, basic: String) {
        self.host = host
        self.basic = basic
    }

    /// `USER:PASSWORD` in base64, as docker's and podman's files of credentials have it.
    package func reveal() -> String { basic }

    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)](), displayStyle: .struct) }
}
