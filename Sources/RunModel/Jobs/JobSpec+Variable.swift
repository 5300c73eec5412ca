import FoundationEssentials

/// A spec for a job that shares no file system with who submits it: in an environment variable, as base64 of its JSON.
extension JobSpec {
    package static let variable = "BUNSEN_JOB_SPEC"

    /// The value of ``variable``.
    package func variableValue() throws -> String { try JSONEncoder.bunsen.encode(self).base64EncodedString() }

    /// - Throws: ``Malformed``, which does not repeat the value, as it holds the nonce.
    package init(variableValue text: String) throws {
        guard let json = Data(base64Encoded: text), let spec = try? JSONDecoder.bunsen.decode(JobSpec.self, from: json) else {
            throw Malformed(what: Self.variable, text: "\(text.utf8.count) bytes")
        }
        self = spec
    }
}
