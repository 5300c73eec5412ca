import Foundation
import Subprocess
import SystemPackage

/// A mail server on loopback, from `scripts/services/smtp.py`: it keeps what it takes.
package struct MailServer: Sendable {
    package let url: String
    private let directory: String

    /// What it has taken so far, in the order in which it came, with the envelope in `X-From` and `X-To`.
    package func mails() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".eml") }
        return try names.sorted { (Int($0.dropLast(4)) ?? 0) < (Int($1.dropLast(4)) ?? 0) }
            .map { try String(contentsOfFile: "\(directory)/\($0)", encoding: .utf8).replacing("\r\n", with: "\n") }
    }

    /// The text of a mail whose body is base64.
    package static func text(of mail: String) -> String {
        guard let end = mail.range(of: "\n\n") else { return "" }
        let data = Data(base64Encoded: String(mail[end.upperBound...]).replacing("\n", with: "")) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    /// Serves while `body` runs.
    ///
    /// - Parameter login: who has to log in, after STARTTLS; nil: nobody.
    package static func serving<T: Sendable>(
        in scratch: ScratchDirectory, login: (user: String, password: String)? = nil, _ body: @Sendable (MailServer) async throws -> T
    ) async throws -> T {
        let directory = "\(scratch.path)/mail"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        if login != nil {
            try await Program.run([
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", "\(directory)/key.pem", "-out", "\(directory)/cert.pem",
            ])
        }
        let words = ["\(Program.checkout)/scripts/services/smtp.py", directory] + (login == nil ? [] : ["\(directory)/login"])
        if let login { try scratch.write("\(login.user)\n\(login.password)\n", to: "mail/login") }
        let result = try await Subprocess.run(
            .name("python3"), arguments: Arguments(words), environment: Program.inherited([:]), input: .none, output: .sequence,
            error: .discarded
        ) { execution -> Swift.Result<T, any Error> in
            let outcome: Swift.Result<T, any Error>
            do {
                var said = ""
                for try await piece in execution.standardOutput {
                    said += String(decoding: piece.withUnsafeBytes { Array($0) }, as: UTF8.self)
                    if said.contains("\n") { break }
                }
                guard let port = Int(said.trimmed) else { throw Program.Failed(description: "no port: \(said)") }
                outcome = .success(try await body(MailServer(url: "smtp://127.0.0.1:\(port)", directory: directory)))
            } catch {
                outcome = .failure(error)
            }
            try? execution.send(signal: .terminate)
            return outcome
        }
        return try result.closureResult.get()
    }

    /// The file of the server's own certificate, for who wants to trust it.
    package var certificate: String { "\(directory)/cert.pem" }
}
