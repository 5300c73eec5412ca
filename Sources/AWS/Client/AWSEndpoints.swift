/// Where services are: at AWS's own addresses, or where the environment says.
///
/// `AWS_ENDPOINT_URL_BATCH` (and the like) is of one service, `AWS_ENDPOINT_URL` of all;
/// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true` turns both off:
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
package struct AWSEndpoints: Sendable {
    private let surroundings: AWSSurroundings

    package init(_ surroundings: AWSSurroundings) { self.surroundings = surroundings }

    /// Without a `/` at the end.
    ///
    /// - Throws: ``AWSError`` where what the environment says is no web address, or the region cannot be one.
    package func base(of service: AWSService, in region: String) throws -> String {
        if let given = override(of: service) {
            guard given.hasPrefix("http://") || given.hasPrefix("https://") else {
                throw AWSError(
                    service, "", .misconfigured, code: "InvalidEndpoint",
                    "“\(given)” is no address that begins with http:// or https://: mend AWS_ENDPOINT_URL or "
                        + "AWS_ENDPOINT_URL_\(service.variable).")
            }
            return given.hasSuffix("/") ? String(given.dropLast()) : given
        }
        // It becomes part of a host's name, to which credentials are shown.
        guard !region.isEmpty, region.utf8.allSatisfy({ Self.labels.contains($0) }) else {
            throw AWSError(
                service, "", .misconfigured, code: "InvalidRegion", "“\(region)” is no region: set AWS_REGION, for example to eu-west-1.")
        }
        return "https://\(service.host ?? service.prefix).\(region).\(Self.suffix(of: region))"
    }

    package func isOverridden(_ service: AWSService) -> Bool { override(of: service) != nil }

    private func override(of service: AWSService) -> String? {
        guard surroundings.variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() != "true" else { return nil }
        return surroundings.variable("AWS_ENDPOINT_URL_\(service.variable)") ?? surroundings.variable("AWS_ENDPOINT_URL")
    }

    private static let labels = Array("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)

    /// The partitions that others than governments' secret services can use.
    package static func suffix(of region: String) -> String {
        if region.hasPrefix("cn-") { return "amazonaws.com.cn" }
        if region.hasPrefix("eusc-") { return "amazonaws.eu" }
        return "amazonaws.com"
    }
}
