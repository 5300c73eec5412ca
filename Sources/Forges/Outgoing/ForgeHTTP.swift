package import AsyncHTTPClient
package import FoundationEssentials
import NIOCore
import NIOHTTP1

/// Calls to forges' APIs: with a deadline, a bound on what is read, and the same patience for all of them.
package struct ForgeHTTP: Sendable {
    let client: HTTPClient
    let policy: RetryPolicy
    let now: @Sendable () -> Date
    let sleep: @Sendable (Double) async throws -> Void
    let random: @Sendable () -> Double

    /// How long one try may take, in seconds.
    let deadline: Double
    static let bodyLimit = 4 << 20

    /// - Parameters:
    ///   - client: with ``configuration``; the caller's to shut down.
    ///   - deadline: of one try, in seconds.
    ///   - sleep: for so many seconds.
    ///   - random: 0 ..< 1.
    package init(
        client: HTTPClient, policy: RetryPolicy = RetryPolicy(), deadline: Double = 20,
        now: @escaping @Sendable () -> Date = { Date() },
        sleep: @escaping @Sendable (Double) async throws -> Void = {
            try await Task.sleep(for: .seconds($0))
        },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.client = client
        self.policy = policy
        self.deadline = deadline
        self.now = now
        self.sleep = sleep
        self.random = random
    }

    /// Follows no redirects: a write must not become a read on the way, and a token goes to no other host.
    package static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(timeout: HTTPClient.Configuration.Timeout(connect: .seconds(10)))
        configuration.redirectConfiguration = .disallow
        // Else a refused connection is tried anew, unseen, until the time for it is over.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// - Parameter base: of the API, without a `/` at the end.
    /// - Throws: ``ForgeError`` for every answer that is not a success, after the policy's tries; `CancellationError`.
    func send(_ request: ForgeRequest, base: String, credential: ForgeCredential) async throws -> ForgeResponse {
        var done = 0
        while true {
            do {
                return try await attempt(request, base: base, credential: credential)
            } catch let error as ForgeError {
                done += 1
                let delay = policy.delay(after: error, done: done, repeatable: request.isRepeatable, random: random())
                guard let delay else { throw error }
                try await sleep(delay)
            }
        }
    }

    func backoff(done: Int) -> Double { policy.backoff(done: done, random: random()) }

    private func attempt(_ request: ForgeRequest, base: String, credential: ForgeCredential)
        async throws -> ForgeResponse
    {
        let url = base + request.target
        let response: ForgeResponse
        do {
            response = try await exchange(request, url: url, credential: credential)
        } catch let error as CancellationError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw ForgeError(noAnswerTo: request, at: url, within: deadline, because: error)
        }
        guard response.isSuccess else {
            throw ForgeError(response, to: request, at: url, now: now(), redact: credential.redacted)
        }
        return response
    }

    /// One try, from the connection to the body's last byte within the deadline: the client's own ends with the head.
    private func exchange(_ request: ForgeRequest, url: String, credential: ForgeCredential)
        async throws -> ForgeResponse
    {
        var call = HTTPClientRequest(url: url)
        call.method = HTTPMethod(rawValue: request.method.rawValue)
        call.headers.add(name: "user-agent", value: "bunsen")
        call.headers.add(name: "accept", value: "application/json")
        for header in request.headers {
            call.headers.replaceOrAdd(name: header.name, value: header.value)
        }
        call.headers.add(name: credential.header.name, value: credential.header.value)
        if let body = request.body {
            call.headers.add(name: "content-type", value: "application/json")
            call.body = .bytes(body)
        }
        let client = client
        let deadline = deadline
        let ready = call
        return try await withThrowingTaskGroup(of: ForgeResponse.self) { group in
            group.addTask {
                let answer = try await client.execute(ready, timeout: .milliseconds(Int64(deadline * 1000)))
                let bytes = try await answer.body.collect(upTo: Self.bodyLimit)
                let headers = answer.headers.map { ($0.name.lowercased(), $0.value) }
                return ForgeResponse(
                    status: Int(answer.status.code), headers: Dictionary(headers) { _, last in last },
                    body: Data(bytes.readableBytesView))
            }
            group.addTask {
                try await Task.sleep(for: .seconds(deadline))
                throw HTTPClientError.deadlineExceeded
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}
