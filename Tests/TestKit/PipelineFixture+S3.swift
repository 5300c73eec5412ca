package import Foundation
package import RunModel

extension PipelineFixture {
    /// Gives the pipeline a DVC remote in S3 behind a proxy that can fail, while `body` runs. What it changes is to be pushed.
    ///
    /// - Parameter timeout: how long DVC waits for an answer of S3, in seconds; nil for what Bunsen says.
    package func inS3<T: Sendable>(timeout: Int? = nil, _ body: @Sendable (HTTPFaults) async throws -> T) async throws -> T {
        try await S3Server.serving { address in
            guard let port = URL(string: address)?.port else { throw Program.Failed(description: "no port: \(address)") }
            return try await HTTPFaults.serving(port, in: "\(scratch.path)/faults") { faults in
                var options = ["url": "s3://\(S3Server.bucket)/dvc", "endpointurl": faults.address]
                if let timeout { options.merge(["read_timeout": "\(timeout)", "connect_timeout": "\(timeout)"]) { $1 } }
                try scratch.write(
                    "[core]\n    remote = store\n['remote \"store\"']\n"
                        + options.sorted { $0.key < $1.key }.map { "    \($0.key) = \($0.value)\n" }.joined(), to: "clone/.dvc/config")
                return try await body(faults)
            }
        }
    }

    /// How a job ended, as it wrote it; nil where it did not get to.
    package func end(of spec: JobSpec) throws -> JobEnd? {
        guard let data = FileManager.default.contents(atPath: spec.places.exitFile) else { return nil }
        return try JSONDecoder.bunsen.decode(JobEnd.self, from: data)
    }

    /// Takes the published result into a plain clone by plain `git clone` and `dvc pull`, and compares it with `files`.
    ///
    /// - Returns: what is not as it should be; empty where all is.
    package func differences(
        of files: [String: Data], on branch: String = "main", environment: [String: String] = [:]
    ) async throws -> [String] {
        let clone = "\(scratch.path)/check-\(UUID().uuidString.prefix(6))"
        try await Program.run(["git", "clone", "--quiet", "--branch", branch, bare, clone])
        try await Program.run(["dvc", "pull", "--quiet"], in: clone, environment: environment)
        return files.compactMap { name, data in
            FileManager.default.contents(atPath: "\(clone)/\(name)") == data ? nil : name
        }
    }

    /// What the four stages make of the parameters as they are laid out.
    package static let made: [String: Data] = {
        let parameters = "train:\n  lr: 0.1\n"
        return [
            "prepared.txt": Data("\(parameters)prepare\n".utf8), "features.txt": Data("\(parameters)prepare\nfeaturize\n".utf8),
            "model.txt": Data("\(parameters)prepare\nfeaturize\ntrain\n".utf8), "metrics.json": Data(#"{"accuracy": 0.1}"#.utf8),
        ]
    }()
}
