import FoundationEssentials

/// What a refusal says, in JSON or XML. All of it may be missing: proxies answer with pages of their own.
struct ErrorBody {
    var code: String?
    var message: String?
    var requestID: String?
    /// S3's `<Region>`.
    var region: String?
    var itemReasons: [String] = []

    init(_ response: AWSResponse, wire: AWSService.Wire) {
        switch wire {
        case .restJSON, .json: readJSON(response)
        case .query, .restXML: readXML(response)
        }
        if code == nil, response.status == 404, wire == .restXML { code = "NotFound" }
    }

    private struct Words: Decodable {
        struct Reason: Decodable { let Code: String? }
        let __type: String?
        let code: String?
        let message: String?
        let Message: String?
        let CancellationReasons: [Reason]?
    }

    private mutating func readJSON(_ response: AWSResponse) {
        let words = try? JSONDecoder().decode(Words.self, from: response.body)
        code = (response.headers["x-amzn-errortype"] ?? words?.__type ?? words?.code).map(Self.bare)
        message = words?.message ?? words?.Message
        itemReasons = words?.CancellationReasons?.map { $0.Code ?? "None" } ?? []
    }

    private mutating func readXML(_ response: AWSResponse) {
        guard let root = try? response.xml() else { return }
        // <ErrorResponse><Error>… of STS, <Error>… of S3.
        let error = root.name == "Error" ? root : root["Error"]
        code = error?["Code"]?.text
        message = error?["Message"]?.text
        region = error?["Region"]?.text
        requestID = root["RequestId"]?.text
    }

    /// `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException:http://…` is `ResourceNotFoundException`.
    private static func bare(_ code: String) -> String {
        let withoutAddress = code.split(separator: ":", maxSplits: 1).first ?? ""
        return withoutAddress.split(separator: "#").last.map(String.init) ?? code
    }
}
