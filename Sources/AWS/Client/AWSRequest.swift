import FoundationEssentials

/// One call to a service, before it is signed.
struct AWSRequest: Sendable {
    var service: AWSService
    /// `SubmitJob`.
    var operation: String
    var method = "POST"
    /// Takes the place of the service's own address; S3 has a host a bucket.
    var base: String?
    /// Percent-encoded.
    var path = "/"
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body = AWSBody.bytes(Data())
    /// Making the call twice is the same as making it once.
    var isRepeatable = true
    /// Web identities are no credentials yet: their call is not signed.
    var isSigned = true
    /// Seconds for one try; nil: the client's own.
    var deadline: Double?
    var answerLimit = 8 << 20

    /// A call in the service's own protocol.
    init(_ service: AWSService, _ operation: String, json body: some Encodable, path: String = "/") throws {
        self.service = service
        self.operation = operation
        self.path = path
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.body = .bytes(try encoder.encode(body))
        if case .json(let version, let target) = service.wire {
            headers = [("Content-Type", "application/x-amz-json-\(version)"), ("X-Amz-Target", "\(target).\(operation)")]
        } else {
            headers = [("Content-Type", "application/json")]
        }
    }

    init(_ service: AWSService, _ operation: String, form: [(name: String, value: String)]) {
        self.service = service
        self.operation = operation
        var fields = [(name: "Action", value: operation)]
        if case .query(let version) = service.wire { fields.append((name: "Version", value: version)) }
        body = .bytes(Data(URIEncoding.query(fields + form).utf8))
        headers = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
    }

    init(_ service: AWSService, _ operation: String, method: String, base: String, path: String) {
        self.service = service
        self.operation = operation
        self.method = method
        self.base = base
        self.path = path
    }
}

/// What a call carries.
enum AWSBody: Sendable {
    case bytes(Data)
    /// Read as it is sent; hash and length are those of the whole file.
    case file(HashedFile)

    var sha256: String {
        switch self {
        case .bytes(let data): data.isEmpty ? Hex.emptySHA256 : Hex.sha256(data)
        case .file(let file): file.sha256
        }
    }
}
