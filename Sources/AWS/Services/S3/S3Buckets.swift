import Crypto
import FoundationEssentials

/// Buckets as a whole.
extension S3 {
    /// Whether there is such a bucket, whoever has it.
    package func hasBucket(_ bucket: String) async throws -> Bool {
        do {
            return try await client.send(request("HeadBucket", "HEAD", bucket, "")) { _ in true }
        } catch let error as AWSError where error.status == 404 {
            return false
        }
    }

    /// Removes objects for good, at most a thousand.
    ///
    /// - Throws: ``AWSError`` with S3's own code where one of them stays.
    package func deleteObjects(_ keys: [String], in bucket: String) async throws {
        var request = try request("DeleteObjects", "POST", bucket, "")
        let items = keys.map { "<Object><Key>\(Self.escaped($0))</Key></Object>" }.joined()
        let body = Data(
            "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet>\(items)</Delete>".utf8)
        request.query = [(name: "delete", value: "")]
        // S3 wants a digest of what is to be deleted.
        request.headers = [
            ("Content-Type", "application/xml"), ("x-amz-checksum-sha256", Data(SHA256.hash(data: body)).base64EncodedString()),
        ]
        request.body = .bytes(body)
        let fault = try await client.send(request) { try $0.body.isEmpty ? nil : $0.xml()["Error"] }
        guard let fault else { return }
        throw AWSError(
            .s3, "DeleteObjects", .refused, code: OneLine.cut(fault["Code"]?.text ?? "Error"),
            "\(fault["Key"]?.text ?? "an object") of \(bucket): \(fault["Message"]?.text ?? "no word why")")
    }

    /// Removes an empty bucket.
    package func deleteBucket(_ bucket: String) async throws {
        do {
            try await client.send(request("DeleteBucket", "DELETE", bucket, "")) { _ in }
        } catch let error as AWSError where error.status == 404 {
            // As after an answer that was lost.
        }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            // Line ends that are not written so are read as others.
            case _ where scalar.value < 32: escaped += "&#\(scalar.value);"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
