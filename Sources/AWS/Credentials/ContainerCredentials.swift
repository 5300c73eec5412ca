import FoundationEssentials

/// The role of an ECS task, an EKS pod or a Batch job:
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
package struct ContainerCredentials: CredentialsSource {
    private let surroundings: AWSSurroundings
    private let endpoint: LocalEndpoint
    /// What `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` is relative to.
    private let agent: String

    package init(_ surroundings: AWSSurroundings, http: AWSHTTP, agent: String = "http://169.254.170.2") {
        self.surroundings = surroundings
        self.agent = agent
        endpoint = LocalEndpoint(http: http, surroundings: surroundings)
    }

    package func load() async throws -> AWSCredentials? {
        guard let address = try address() else { return nil }
        let headers = try token().map { [(name: "Authorization", value: $0)] } ?? []
        let response = try await endpoint.ask("GET", address, headers: headers, for: "the container's role")
        guard response.isSuccess else {
            throw CredentialsError(
                "tried to get the credentials of the container's role from \(address): it answered \(response.status). Check the task's role."
            )
        }
        return try RoleAnswer.read(response, from: "the container's role")
    }

    private func address() throws -> String? {
        if let relative = surroundings.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            guard relative.hasPrefix("/") else {
                throw CredentialsError("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI does not begin with a slash.")
            }
            return agent + relative
        }
        guard let full = surroundings.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
        guard Self.isTrusted(full) else {
            throw CredentialsError(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to this machine or to the addresses of ECS and EKS: no other "
                    + "is shown the token.")
        }
        return full
    }

    /// Whatever is sent over plain HTTP must stay on the machine.
    private static func isTrusted(_ address: String) -> Bool {
        guard let url = URL(string: address), let host = url.host else { return false }
        if url.scheme == "https" { return true }
        let bare = host.trimmingPrefix("[")
        let name = bare.hasSuffix("]") ? bare.dropLast() : bare
        return url.scheme == "http"
            && (["localhost", "::1", "169.254.170.2", "169.254.170.23", "fd00:ec2::23"].contains(String(name)) || isLoopback(name))
    }

    /// 127.0.0.0/8, written as four numbers.
    private static func isLoopback(_ name: some StringProtocol) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// The file is read each time, because it is replaced before its token expires.
    private func token() throws -> String? {
        var token = surroundings.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        if let path = surroundings.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            token = try TextFile.required(path, named: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
        }
        guard token?.utf8.contains(where: { $0 < 32 || $0 == 127 }) != true else {
            throw CredentialsError("the authorization token for the container's credentials has control characters in it.")
        }
        return token
    }
}
