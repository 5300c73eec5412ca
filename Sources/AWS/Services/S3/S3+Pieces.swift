package import FoundationEssentials

/// Objects that are more than one answer can be.
extension S3 {
    /// Reads an object piece by piece; one that is replaced meanwhile is an error with the code `PreconditionFailed`.
    ///
    /// - Parameters:
    ///   - head: what ``head(_:in:)`` has said of it.
    ///   - piece: bytes.
    package func object(
        _ key: String, in bucket: String, as head: S3Head, piece: Int = 8 << 20, _ take: (Data) throws -> Void
    ) async throws {
        for start in stride(from: 0, to: head.length, by: piece) {
            let count = min(piece, head.length - start)
            var request = try request("GetObject", "GET", bucket, key)
            request.headers = [(name: "Range", value: "bytes=\(start)-\(start + count - 1)")]
            if let etag = head.etag { request.headers.append((name: "If-Match", value: etag)) }
            request.answerLimit = piece + 1
            // Half a megabyte a second is the least that is waited for.
            request.deadline = client.deadline + Double(count) / 524_288
            try take(
                try await client.send(request) { response in
                    // What does not know ranges gives the whole.
                    guard response.body.count == count else { throw XMLReader.Malformed() }
                    return response.body
                })
        }
    }
}
