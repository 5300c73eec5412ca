import FoundationEssentials

/// What all services' clients share: who signs, for which region, how patiently. Making one opens nothing and asks nobody.
///
/// All calls throw ``AWSError``, `CancellationError` and, where a file is sent, ``FileUnreadable``.
package struct AWSClient: Sendable {
    package let region: String
    package let endpoints: AWSEndpoints
    package let credentials: CredentialsCache
    let http: AWSHTTP
    let policy: AWSRetryPolicy
    let quota: RetryQuota
    let surroundings: AWSSurroundings
    /// Seconds for one try.
    let deadline: Double
    private let skew = ClockSkew()

    package init(
        region: String, credentials: CredentialsCache, http: AWSHTTP, policy: AWSRetryPolicy = AWSRetryPolicy(),
        quota: RetryQuota = RetryQuota(), surroundings: AWSSurroundings = AWSSurroundings(), deadline: Double = 20
    ) {
        self.region = region
        self.credentials = credentials
        self.http = http
        self.policy = policy
        self.quota = quota
        self.surroundings = surroundings
        self.deadline = deadline
        endpoints = AWSEndpoints(surroundings)
    }

    /// Makes a call, again where that is right, and reads its answer.
    ///
    /// - Parameters:
    ///   - rate: how often the service may be called; every try waits its turn.
    ///   - read: what it throws makes the answer a malformed one.
    func send<T>(_ request: AWSRequest, rate: CallRate? = nil, read: (AWSResponse) throws -> T) async throws -> T {
        let base = try request.base ?? endpoints.base(of: request.service, in: region)
        var done = 0
        var taken: Int?
        var refused: AWSCredentials?
        while true {
            let signer = request.isSigned ? try await signer(of: request) : nil
            try await rate?.take()
            do {
                let answer = try Self.read(try await attempt(request, base: base, signer: signer), to: request, read)
                quota.give(back: taken)
                return answer
            } catch let failure as Failure {
                done += 1
                let error = failure.error
                if error.kind == .expiredCredentials, let signer, refused == nil, done < policy.attempts {
                    await credentials.discard(signer)
                    refused = signer
                    // The same ones again would be refused again.
                    guard try await self.signer(of: request) != signer else { throw error }
                    continue
                }
                if Self.mayBeSkewed(error), done < policy.attempts, skew.learn(from: failure.date, now: surroundings.now()) { continue }
                let delay = policy.delay(
                    after: error, done: done, isRepeatable: request.isRepeatable, random: surroundings.random())
                guard let delay, let cost = quota.take(after: error) else { throw error }
                taken = cost
                try await surroundings.sleep(delay)
            }
        }
    }

    /// An error, and the time of the service that made it.
    private struct Failure: Error {
        let error: AWSError
        var date: Date?
    }

    /// A signature that is refused for its time is not always called so.
    private static func mayBeSkewed(_ error: AWSError) -> Bool {
        error.isClockSkew || ["InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure"].contains(error.code)
    }

    private func signer(of request: AWSRequest) async throws -> AWSCredentials {
        do {
            return try await credentials.current()
        } catch let error as CredentialsError {
            throw AWSError(request.service, request.operation, .misconfigured, code: "NoCredentials", error.message)
        }
    }

    private static func read<T>(_ response: AWSResponse, to request: AWSRequest, _ read: (AWSResponse) throws -> T) throws -> T {
        do {
            return try read(response)
        } catch {
            // Nothing of the body, which may hold a secret, and nothing of the error, which may hold the body.
            var error = AWSError(
                request.service, request.operation, .malformed, code: "MalformedAnswer",
                "the answer is not what the service's documentation says, or was cut short.", status: response.status, isRetryable: true,
                mayHaveHappened: true)
            error.requestID = response.requestID
            throw Failure(error: error)
        }
    }

    /// One try.
    private func attempt(_ request: AWSRequest, base: String, signer: AWSCredentials?) async throws -> AWSResponse {
        let query = URIEncoding.query(request.query)
        let place = try HostedBase(base, of: request)
        let path = place.path + request.path
        var headers = request.headers
        if let signer {
            let signable = SignableRequest(
                method: request.method, host: place.host, path: path, query: query, headers: headers, payloadHash: request.body.sha256)
            let date = surroundings.now().addingTimeInterval(skew.offset)
            headers += SigV4(service: request.service.prefix, region: region).sign(signable, with: signer, at: date).headers
        }
        headers.append((name: "Host", value: place.host))
        let seconds = request.deadline ?? deadline
        let response: AWSResponse
        do {
            response = try await http.exchange(
                request.method, place.origin + path + (query.isEmpty ? "" : "?\(query)"), headers: headers, body: request.body,
                within: seconds, limit: request.answerLimit)
        } catch let error as CancellationError {
            throw error
        } catch let error as FileUnreadable {
            throw error
        } catch {
            try Task.checkCancellation()
            throw Failure(error: AWSError(noAnswerTo: request, at: place.origin, within: seconds, because: error))
        }
        guard response.isSuccess else {
            let error = AWSError(response, to: request) { signer?.redacted($0) ?? $0 }
            throw Failure(error: error, date: response.date)
        }
        return response
    }
}

/// An address, taken apart: the signature covers host and path.
private struct HostedBase {
    /// `https://host:port`
    let origin: String
    /// With the port where it is not the scheme's own, as HTTP has it.
    let host: String
    /// Empty, or with a `/` at the beginning and none at the end.
    let path: String

    init(_ base: String, of request: AWSRequest) throws {
        guard let start = base.firstRange(of: "://")?.upperBound, start < base.endIndex else {
            throw AWSError(request.service, request.operation, .misconfigured, code: "InvalidEndpoint", "“\(base)” is no web address.")
        }
        let rest = base[start...]
        let end = rest.firstIndex(of: "/") ?? rest.endIndex
        origin = String(base[..<end])
        path = end == rest.endIndex ? "" : String(rest[end...])
        let own = base.hasPrefix("https://") ? ":443" : ":80"
        host = rest[..<end].hasSuffix(own) ? String(rest[..<end].dropLast(own.count)) : String(rest[..<end])
    }
}
