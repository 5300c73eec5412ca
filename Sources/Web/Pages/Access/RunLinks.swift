import Crypto
import FoundationEssentials
package import RunModel

/// Makes the links that show the page of a run or sweep to whoever has them, and knows them again. A link holds a signature of
/// the id: it opens that page only (and that of a sweep has links to its runs), nobody can make one without the key, and a new key ends all links.
package struct RunLinks: Sendable {
    private let key: SymmetricKey
    private let publicURL: String?
    /// 128 bits: enough that nobody guesses one, and short enough for a terminal.
    private static let length = 16
    /// The shortest key, in bytes (NIST SP 800-107, section 5.3.4: no shorter than the strength that is wanted).
    private static let shortestKey = 16

    /// - Parameter publicURL: what links begin with, without a `/` at the end.
    /// - Returns: nil where the key is too short to keep anybody out.
    package init?(key: Secret, publicURL: String?) {
        let bytes = Array(key.reveal().utf8)
        guard bytes.count >= Self.shortestKey else { return nil }
        self.key = SymmetricKey(data: bytes)
        self.publicURL = publicURL
    }

    /// Nil where nobody has said under which address the service is seen.
    package func url(of run: RunID) -> String? { publicURL.map { $0 + path(of: run) } }
    package func url(of sweep: SweepID) -> String? { publicURL.map { $0 + path(of: sweep) } }

    /// The same on this service: `/runs/RUNID?sig=…`.
    package func path(of run: RunID) -> String { "/runs/\(run)?sig=\(signature("run", run.text))" }
    package func path(of sweep: SweepID) -> String { "/sweeps/\(sweep)?sig=\(signature("sweep", sweep.text))" }

    /// A drawing of the run's, as the run's page has to name it: relative to the page, which may be seen below another path,
    /// with the page's own signature.
    ///
    /// - Parameter signature: nil where the page was asked for without one.
    package static func drawing(_ file: String, of run: RunID, signature: String?) -> String {
        "\(run)/plots/\(file)" + (signature.map { "?sig=\($0)" } ?? "")
    }

    package func isValid(signature: String, for run: RunID) -> Bool { Self.isEqual(signature, self.signature("run", run.text)) }
    package func isValid(signature: String, for sweep: SweepID) -> Bool {
        Self.isEqual(signature, self.signature("sweep", sweep.text))
    }

    /// Takes the same time however much of the signature is right.
    private static func isEqual(_ a: String, _ b: String) -> Bool {
        let (given, wanted) = (Array(a.utf8), Array(b.utf8))
        guard given.count == wanted.count else { return false }
        return zip(given, wanted).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// base64url without padding (RFC 4648 section 5).
    private func signature(_ kind: String, _ id: String) -> String {
        // The key may sign other things; the first line keeps their signatures from being any good here.
        let message = Array("bunsen/\(kind)-page/1\n\(id)".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: message, using: key)
        let text = Data(Array(code).prefix(Self.length)).base64EncodedString()
        return text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
