import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore

/// How a page is sent: nothing in it runs, nothing is fetched for it, nobody keeps it, and its address goes nowhere else.
enum PageResponse {
    static func make(_ page: HTML, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: page.text)))
    }

    private static let headers: HTTPFields = {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
            .contentSecurityPolicy: policy,
            .xContentTypeOptions: "nosniff",
        ]
        // The address may hold a signature, which a site that is linked to must not get.
        for (name, value) in [
            ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("X-Robots-Tag", "noindex, nofollow"),
        ] {
            if let field = HTTPField.Name(name) { headers[field] = value }
        }
        return headers
    }()

    /// A picture that a repository has drawn: should somebody open it by itself, nothing in it runs, and it reaches nothing.
    static func drawing(_ svg: [UInt8]) -> Response {
        var headers = headers
        headers[.contentType] = "image/svg+xml"
        headers[.contentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        // By its address it is one content for ever, but not for everybody.
        headers[.cacheControl] = "private, max-age=3600"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: svg)))
    }

    /// Only the one style sheet of ours, known by its hash (CSP level 3, section 6.7.2.3).
    private static let policy: String = {
        let hash = Data(SHA256.hash(data: Array(PageStyle.sheet.text.utf8))).base64EncodedString()
        return
            "default-src 'none'; style-src 'sha256-\(hash)'; img-src data: 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    }()
}
