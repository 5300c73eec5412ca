import Crypto
package import FoundationEssentials

/// AWS Signature Version 4 in a header: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
///
/// Knows nothing but signing: no clock, no network.
package struct SigV4: Sendable, Equatable {
    /// The name that the service signs with: `batch`, `secretsmanager`, `s3`.
    package let service: String
    package let region: String

    package init(service: String, region: String) {
        self.service = service
        self.region = region
    }

    /// What a signature comes to, with the steps on the way to it.
    package struct Signature: Sendable, Equatable {
        /// To be sent besides the request's own headers: the date, the token, S3's hash of the body, and the authorization.
        package let headers: [(name: String, value: String)]
        package let canonicalRequest: String
        package let stringToSign: String
        /// Lower-case hexadecimal.
        package let signature: String

        package static func == (one: Signature, other: Signature) -> Bool {
            one.canonicalRequest == other.canonicalRequest && one.signature == other.signature
        }
    }

    /// - Parameters:
    ///   - request: with all headers that are to be signed.
    ///   - date: the service refuses what is more than five minutes from its own clock.
    package func sign(_ request: SignableRequest, with credentials: AWSCredentials, at date: Date) -> Signature {
        let timestamp = AWSDate.compact(date)
        let day = String(timestamp.prefix(8))
        var added = [(name: "X-Amz-Date", value: timestamp)]
        if let token = credentials.sessionToken { added.append((name: "X-Amz-Security-Token", value: token)) }
        if isS3 { added.append((name: "X-Amz-Content-SHA256", value: request.payloadHash)) }

        let canonical = CanonicalRequest(request, adding: added, encodesPathTwice: !isS3)
        let scope = "\(day)/\(region)/\(service)/aws4_request"
        let toSign = "AWS4-HMAC-SHA256\n\(timestamp)\n\(scope)\n\(Hex.sha256(Array(canonical.text.utf8)))"
        let signature = Hex.text(Self.code(toSign, key: key(of: credentials, day: day)))
        added.append(
            (
                name: "Authorization",
                value: "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
                    + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
            ))
        return Signature(headers: added, canonicalRequest: canonical.text, stringToSign: toSign, signature: signature)
    }

    /// S3 takes paths as they are, because a key may hold `//` and `..`, and wants the body's hash in a header.
    private var isS3: Bool { service == "s3" }

    private func key(of credentials: AWSCredentials, day: String) -> SymmetricKey {
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
        for part in [day, region, service, "aws4_request"] { key = SymmetricKey(data: Self.code(part, key: key)) }
        return key
    }

    private static func code(_ text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }
}
