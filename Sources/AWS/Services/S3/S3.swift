package import FoundationEssentials

/// S3: https://docs.aws.amazon.com/AmazonS3/latest/API/
///
/// All calls throw ``AWSError``, `CancellationError` and, where a file is sent, ``FileUnreadable``.
package struct S3: Sendable {
    let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// - Parameter limit: bytes; a longer object is an error with the code `AnswerTooLong`.
    package func object(_ key: String, in bucket: String, limit: Int = 8 << 20) async throws -> Data {
        var request = try request("GetObject", "GET", bucket, key)
        request.answerLimit = limit
        return try await client.send(request) { $0.body }
    }

    /// Nil where there is none, or where who asks may not list the bucket and S3 says neither.
    package func head(_ key: String, in bucket: String) async throws -> S3Head? {
        let request = try request("HeadObject", "HEAD", bucket, key)
        do {
            return try await client.send(request) { response in
                guard let length = response.headers["content-length"].flatMap({ Int($0) }) else { throw XMLReader.Malformed() }
                return S3Head(
                    length: length, etag: response.headers["etag"], modified: response.headers["last-modified"].flatMap(AWSDate.http))
            }
        } catch let error as AWSError where error.status == 404 {
            return nil
        }
    }

    package func put(_ data: Data, to key: String, in bucket: String, contentType: String? = nil) async throws {
        try await put(.bytes(data), length: data.count, to: key, in: bucket, contentType: contentType)
    }

    /// Sends a file as it is read; up to 5 GB, which is what S3 takes in one call.
    package func put(file path: String, to key: String, in bucket: String, contentType: String? = nil) async throws {
        let file = try await HashedFile(path: path)
        try await put(.file(file), length: file.length, to: key, in: bucket, contentType: contentType)
    }

    /// One page of the keys that begin with `prefix`, in their order.
    package func list(_ prefix: String, in bucket: String, after token: String? = nil, most: Int = 1000) async throws -> S3Page {
        var request = try request("ListObjectsV2", "GET", bucket, "")
        request.query = [(name: "list-type", value: "2"), (name: "max-keys", value: "\(most)"), (name: "prefix", value: prefix)]
        if let token { request.query.append((name: "continuation-token", value: token)) }
        return try await client.send(request) { try S3Page($0.xml()) }
    }

    private func put(_ body: AWSBody, length: Int, to key: String, in bucket: String, contentType: String?) async throws {
        var request = try request("PutObject", "PUT", bucket, key)
        request.body = body
        if let contentType { request.headers.append((name: "Content-Type", value: contentType)) }
        // Half a megabyte a second is the least that is waited for.
        request.deadline = client.deadline + Double(length) / 524_288
        try await client.send(request) { _ in }
    }

    func request(_ operation: String, _ method: String, _ bucket: String, _ key: String) throws -> AWSRequest {
        // It becomes part of a host's name, to which credentials are shown.
        guard (3...63).contains(bucket.utf8.count), bucket.utf8.allSatisfy({ Self.bucketBytes.contains($0) }) else {
            throw AWSError(.s3, operation, .misconfigured, code: "InvalidBucketName", "“\(bucket)” is no name of a bucket.")
        }
        let base = try client.endpoints.base(of: .s3, in: client.region)
        // Names with dots fit no certificate, and other makers' servers have one host: both take the bucket in the path.
        let isInPath = client.endpoints.isOverridden(.s3) || bucket.contains(".")
        let path = "/" + URIEncoding.encode(key, keepsSlash: true)
        return AWSRequest(
            .s3, operation, method: method, base: isInPath ? base : base.replacing("https://", with: "https://\(bucket)."),
            path: isInPath ? "/\(bucket)\(path)" : path)
    }

    private static let bucketBytes = Array("abcdefghijklmnopqrstuvwxyz0123456789.-_".utf8)
}

package struct S3Head: Sendable, Equatable {
    /// Bytes.
    package let length: Int
    /// With its quotes.
    package let etag: String?
    package let modified: Date?
}

package struct S3Page: Sendable, Equatable {
    package struct Object: Sendable, Equatable {
        package let key: String
        /// Bytes.
        package let size: Int
        package let modified: Date?
    }

    package let objects: [Object]
    /// Asks for the next page; nil at the end.
    package let next: String?

    init(_ root: XMLElement) throws {
        objects = try root.all("Contents").map { element in
            guard let size = Int(try element.required("Size").text) else { throw XMLReader.Malformed() }
            return Object(
                key: try element.required("Key").text, size: size, modified: element["LastModified"].flatMap { AWSDate.iso8601($0.text) })
        }
        next = root["IsTruncated"]?.text == "true" ? root["NextContinuationToken"]?.text : nil
    }
}
