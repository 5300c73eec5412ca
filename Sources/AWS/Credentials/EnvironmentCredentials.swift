/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for those that expire, `AWS_SESSION_TOKEN`.
package struct EnvironmentCredentials: CredentialsSource {
    private let surroundings: AWSSurroundings

    package init(_ surroundings: AWSSurroundings) { self.surroundings = surroundings }

    package func load() async throws -> AWSCredentials? {
        let id = surroundings.variable("AWS_ACCESS_KEY_ID")
        let secret = surroundings.variable("AWS_SECRET_ACCESS_KEY")
        switch (id, secret) {
        case (nil, nil): return nil
        case (let id?, let secret?):
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: surroundings.variable("AWS_SESSION_TOKEN"),
                source: "the environment")
        case (nil, _): throw CredentialsError("AWS_SECRET_ACCESS_KEY is set, and AWS_ACCESS_KEY_ID is not: set both or neither.")
        case (_, nil): throw CredentialsError("AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not: set both or neither.")
        }
    }
}
