import FoundationEssentials

/// A role's credentials as IMDS and containers hand them out.
struct RoleAnswer: Decodable {
    let AccessKeyId: String
    let SecretAccessKey: String
    let Token: String
    let Expiration: String

    /// - Throws: ``CredentialsError``.
    static func read(_ response: AWSResponse, from source: String) throws -> AWSCredentials {
        guard let answer = try? response.json(RoleAnswer.self), !answer.AccessKeyId.isEmpty, !answer.SecretAccessKey.isEmpty,
            let expires = AWSDate.iso8601(answer.Expiration)
        else { throw CredentialsError("tried to read the credentials of \(source): the answer holds none.") }
        return AWSCredentials(
            accessKeyID: answer.AccessKeyId, secretAccessKey: answer.SecretAccessKey, sessionToken: answer.Token, expires: expires,
            source: source)
    }
}
