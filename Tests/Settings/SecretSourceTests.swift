import RunModel
import Testing

struct SecretSourceTests {
    struct Denied: Error, CustomStringConvertible {
        var description: String { "permission denied" }
    }

    static func read(_ source: SecretSource, files: [String: [UInt8]] = [:], environment: [String: String] = [:])
        -> Result<String, SecretError>
    {
        do throws(SecretError) {
            return .success(
                try source.read(environment: environment) { path in
                    guard let bytes = files[path] else { throw Denied() }
                    return bytes
                }.reveal())
        } catch {
            return .failure(error)
        }
    }

    @Test func `a secret is read from where it is`() {
        #expect(Self.read(.file("/t"), files: ["/t": Array("abc\r\n\n".utf8)]) == .success("abc"))
        #expect(Self.read(.file("/t"), files: ["/t": Array(" a\nb \n".utf8)]) == .success(" a\nb "))
        #expect(Self.read(.environment("T"), environment: ["T": "abc\n"]) == .success("abc\n"))
        #expect(Self.read(.inline(Secret("abc"))) == .success("abc"))
    }

    @Test func `a missing or empty secret says which, and what to do`() {
        #expect(Self.read(.environment("T")) == .failure(SecretError(code: .missing, source: "environment variable T")))
        #expect(
            Self.read(.environment("T"), environment: ["T": ""])
                == .failure(SecretError(code: .empty, source: "environment variable T")))
        #expect(
            Self.read(.file("/t"))
                == .failure(SecretError(code: .unreadable, source: "file /t", cause: "permission denied")))
        #expect(
            Self.read(.file("/t"), files: ["/t": Array("\n".utf8)])
                == .failure(SecretError(code: .empty, source: "file /t")))
        #expect(
            Self.read(.file("/t"), files: ["/t": [0xff]]) == .failure(SecretError(code: .notText, source: "file /t")))
        #expect(
            Self.read(.stored(StoredSecret("acme/hf")))
                == .failure(SecretError(code: .elsewhere, source: "secret acme/hf of SecretsManager")))
        #expect(
            SecretError(code: .missing, source: "environment variable T").description
                == "the secret from environment variable T is not there: set it for the service, or name another source"
        )
    }

    @Test func `a secret does not show itself`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in [
            "\(secret)", String(reflecting: secret), "\([secret])", "\(Optional(secret) as Any)", dumped,
            "\(SecretSource.inline(secret))",
        ] {
            #expect(!text.contains("hunter2"))
        }
        #expect("\(secret)" == "‹redacted›")
        #expect(secret.reveal() == "hunter2")
    }
}
