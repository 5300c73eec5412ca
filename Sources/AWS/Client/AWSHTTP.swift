package import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// One exchange over HTTP: with a deadline to the body's last byte, and a bound on what is read.
package struct AWSHTTP: Sendable {
    let client: HTTPClient

    /// - Parameter client: with ``configuration``; the caller's to shut down.
    package init(_ client: HTTPClient) { self.client = client }

    /// Follows no redirects: a signature is for one host.
    package static var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(timeout: HTTPClient.Configuration.Timeout(connect: .seconds(3)))
        configuration.redirectConfiguration = .disallow
        // Else a refused connection is tried anew, unseen, until the time for it is over.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// - Parameter seconds: from the first connection to the last byte of the body.
    func exchange(
        _ method: String, _ url: String, headers: [(name: String, value: String)], body: AWSBody = .bytes(Data()), within seconds: Double,
        limit: Int = 1 << 20
    ) async throws -> AWSResponse {
        var call = HTTPClientRequest(url: url)
        call.method = HTTPMethod(rawValue: method)
        for header in headers { call.headers.add(name: header.name, value: header.value) }
        call.headers.replaceOrAdd(name: "user-agent", value: "bunsen")
        switch body {
        case .bytes(let data): if !data.isEmpty || method == "PUT" || method == "POST" { call.body = .bytes(data) }
        case .file(let file): call.body = .stream(FileChunks(path: file.path), length: .known(Int64(file.length)))
        }
        let client = client
        let ready = call
        return try await withThrowingTaskGroup(of: AWSResponse.self) { group in
            group.addTask {
                let answer = try await client.execute(ready, timeout: .milliseconds(Int64(seconds * 1000)))
                let bytes = try await answer.body.collect(upTo: limit)
                let headers = answer.headers.map { ($0.name.lowercased(), $0.value) }
                return AWSResponse(
                    status: Int(answer.status.code), headers: Dictionary(headers) { first, _ in first }, body: Data(bytes.readableBytesView)
                )
            }
            group.addTask {
                try await Task.sleep(for: .seconds(seconds))
                throw HTTPClientError.deadlineExceeded
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}
