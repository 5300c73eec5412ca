package import FoundationEssentials
import Synchronization

/// What an EC2 instance is told about itself, by IMDSv2:
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
///
/// All calls throw ``MetadataError`` and `CancellationError`.
package final class InstanceMetadata: Sendable {
    private struct Token {
        let text: String
        let expires: Date
    }

    private let surroundings: AWSSurroundings
    private let endpoint: LocalEndpoint
    private let base: String
    private let token = Mutex(Token?.none)
    /// Seconds.
    private static let lifetime = 21_600

    package init(_ surroundings: AWSSurroundings, http: AWSHTTP) {
        self.surroundings = surroundings
        endpoint = LocalEndpoint(http: http, surroundings: surroundings, attempts: 2)
        let isSix = surroundings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
        let given = surroundings.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
        let address = given ?? (isSix ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
        base = address.hasSuffix("/") ? String(address.dropLast()) : address
    }

    /// The interruption that a spot instance was given notice of, two minutes ahead; nil: none.
    package func spotInterruption() async throws -> SpotInterruption? {
        struct Answer: Decodable { let action: String, time: String }
        guard let answer = try await get("spot/instance-action") else { return nil }
        guard let notice = try? answer.json(Answer.self), let time = AWSDate.iso8601(notice.time) else { throw MetadataError.malformed }
        return SpotInterruption(action: notice.action, time: time)
    }

    /// When the instance came to be at a higher risk of interruption; nil: it is not.
    package func rebalanceRecommendation() async throws -> Date? {
        struct Answer: Decodable { let noticeTime: String }
        guard let answer = try await get("events/recommendations/rebalance") else { return nil }
        guard let notice = try? answer.json(Answer.self), let time = AWSDate.iso8601(notice.noticeTime) else {
            throw MetadataError.malformed
        }
        return time
    }

    /// `eu-west-1`
    package func region() async throws -> String? { try await text("placement/region") }

    /// `i-0123456789abcdef0`
    package func instanceID() async throws -> String? { try await text("instance-id") }

    func text(_ path: String) async throws -> String? {
        guard let answer = try await get(path) else { return nil }
        let text = String(decoding: answer.body, as: UTF8.self)
        return text.isEmpty ? nil : text
    }

    /// - Parameter path: below `/latest/meta-data/`.
    /// - Returns: nil where the instance has no such thing.
    func get(_ path: String) async throws -> AWSResponse? {
        guard surroundings.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else { throw MetadataError.disabled }
        for isLast in [false, true] {
            let answer = try await ask("GET", "/latest/meta-data/\(path)", [("x-aws-ec2-metadata-token", try await session())])
            switch answer.status {
            case 200..<300: return answer
            case 404: return nil
            // The token ran out, or the instance was stopped and started.
            case 401 where !isLast: token.withLock { $0 = nil }
            default: throw MetadataError.refused(answer.status)
            }
        }
        return nil
    }

    private func session() async throws -> String {
        let now = surroundings.now()
        if let held = token.withLock({ $0 }), held.expires > now { return held.text }
        let answer = try await ask("PUT", "/latest/api/token", [("x-aws-ec2-metadata-token-ttl-seconds", "\(Self.lifetime)")])
        guard answer.isSuccess else { throw MetadataError.refused(answer.status) }
        let text = String(decoding: answer.body, as: UTF8.self)
        guard !text.isEmpty, text.utf8.allSatisfy({ (33..<127).contains($0) }) else { throw MetadataError.malformed }
        token.withLock { $0 = Token(text: text, expires: now.addingTimeInterval(Double(Self.lifetime - 60))) }
        return text
    }

    private func ask(_ method: String, _ path: String, _ headers: [(name: String, value: String)]) async throws -> AWSResponse {
        do {
            return try await endpoint.ask(method, base + path, headers: headers, for: "the instance's metadata")
        } catch is CredentialsError {
            throw MetadataError.absent
        }
    }
}

/// What will happen to a spot instance.
package struct SpotInterruption: Sendable, Equatable {
    /// `terminate`, `stop` or `hibernate`.
    package let action: String
    package let time: Date
}

/// No metadata.
package struct MetadataError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Whether there is nothing to ask: no EC2, or turned off.
    package let isAbsent: Bool
    package let message: String
    package var description: String { message }

    static let absent = MetadataError(
        isAbsent: true,
        message: "the instance's metadata did not answer: this is no EC2 instance or, in a container, its hop limit is 1 and must be 2.")
    static let disabled = MetadataError(isAbsent: true, message: "AWS_EC2_METADATA_DISABLED turns the instance's metadata off.")
    static let malformed = MetadataError(isAbsent: false, message: "the instance's metadata answered something that is not documented.")
    static func refused(_ status: Int) -> MetadataError {
        MetadataError(isAbsent: false, message: "the instance's metadata answered \(status): check the instance's metadata options.")
    }
}
