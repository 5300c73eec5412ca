import FoundationEssentials

extension AWSError {
    /// An answer that is not a success.
    init(_ response: AWSResponse, to request: AWSRequest, redact: (String) -> String) {
        let said = ErrorBody(response, wire: request.service.wire)
        let code = said.code ?? "HTTP\(response.status)"
        let kind = Self.kind(code, said.message ?? "", status: response.status)
        let isServerSide = response.status >= 500 || Self.transient.contains(code)
        let known = said.message.map(redact) ?? "no word why"
        self.init(
            request.service, request.operation, kind, code: OneLine.cut(code), known, status: response.status,
            isRetryable: kind == .throttled || kind == .unavailable,
            // Throttling is decided before a call is served, also where the status is a 503.
            mayHaveHappened: isServerSide && kind != .throttled)
        requestID = response.requestID ?? said.requestID
        retryAfter = response.retryAfter
        rightRegion = response.headers["x-amz-bucket-region"] ?? said.region
        itemReasons = said.itemReasons
        if kind == .wrongRegion, let rightRegion { message += " The bucket lies in \(OneLine.cut(rightRegion)): set its region so." }
    }

    private static func kind(_ code: String, _ message: String, status: Int) -> Kind {
        switch code {
        case _ where throttling.contains(code): .throttled
        case "ExpiredToken", "ExpiredTokenException": .expiredCredentials
        case "RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired": .clockSkew
        case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException": .wrongRegion
        case _ where message.contains("Credential should be scoped to a valid region"): .wrongRegion
        case _ where status == 301: .wrongRegion
        // SigV4 says it in words: "Signature expired: … is now earlier than …", "Signature not yet current: …".
        case "InvalidSignatureException" where message.hasPrefix("Signature expired") || message.hasPrefix("Signature not yet current"):
            .clockSkew
        case _ where status == 429: .throttled
        case _ where transient.contains(code) || [500, 502, 503, 504].contains(status): .unavailable
        default: .refused
        }
    }

    /// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    private static let throttling: Set = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "BandwidthLimitExceeded",
        "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException",
    ]
    private static let transient: Set = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalServerError", "InternalFailure", "ServiceUnavailable",
        "TransactionInProgressException", "IDPCommunicationError",
    ]
}
