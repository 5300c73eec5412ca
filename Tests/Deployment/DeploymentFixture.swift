import AWS
import AsyncHTTPClient
import Deployment
import Foundation
import Synchronization
import TestKit
import Testing

/// A deployment against a CloudFormation that plays scripts; nothing waits.
struct DeploymentFixture: Sendable {
    static let root = "acme-production"
    static let artefacts = "acme-production-artefacts"
    static let bucket = "acme-production-bunsen-123456789012-us-east-1"

    let cloud: FakeCloudFormation
    let deployment: Deployment
    let news: News
    let scratch: ScratchDirectory

    final class News: Sendable {
        private let told = Mutex<[DeploymentNews]>([])
        var all: [DeploymentNews] { told.withLock { $0 } }
        func tell(_ news: DeploymentNews) { told.withLock { $0.append(news) } }

        /// `RESOURCE STATUS` of all events.
        var events: [String] {
            all.compactMap { if case .event(let news) = $0 { "\(news.resource) \(news.event.status)" } else { nil } }
        }
        var notes: [String] { all.compactMap { if case .note(let text) = $0 { text } else { nil } } }
    }

    static func serving(
        _ cloud: FakeCloudFormation = FakeCloudFormation(), _ body: @escaping @Sendable (DeploymentFixture) async throws -> Void
    ) async throws {
        try await cloud.serving { address in
            let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: AWSHTTP.configuration)
            let outcome: Result<Void, any Error>
            do {
                let client = Self.client(address, http)
                let news = News()
                let deployment = try await Deployment(
                    DeploymentNames(prefix: "acme", environment: "production"), client,
                    token: { "bunsen-\(UUID().uuidString.lowercased())" }, sleep: { _ in await Task.yield() }, tell: news.tell)
                outcome = .success(
                    try await body(
                        DeploymentFixture(cloud: cloud, deployment: deployment, news: news, scratch: try ScratchDirectory())))
            } catch {
                outcome = .failure(error)
            }
            try await http.shutdown()
            return try outcome.get()
        }
    }

    static func client(_ address: String, _ http: HTTPClient) -> AWSClient {
        let surroundings = AWSSurroundings(
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": address]) { $1 }, sleep: { _ in }, random: { 0 })
        return AWSClient(
            region: "us-east-1", credentials: CredentialsCache(EnvironmentCredentials(surroundings)), http: AWSHTTP(http),
            surroundings: surroundings)
    }

    func plan(_ parameters: [String] = [], function: [UInt8] = Samples.program()) async throws -> DeploymentPlan {
        let set = try TemplateSet.own()
        return DeploymentPlan(
            templates: set, function: try FunctionPackage(path: try await Samples.zip(function, in: scratch)),
            overrides: try Overrides(parameters, for: set.template(TemplateSet.root), own: Overrides.root))
    }

    /// Puts a deployment there as it is after a first `up`.
    func deploy(_ parameters: [String] = []) async throws {
        cloud.withState { $0.outputs[Self.root] = ["Url": "https://a1b2c3.execute-api.us-east-1.amazonaws.com"] }
        _ = try await deployment.up(try await plan(parameters), replacesData: false)
    }
}

/// Programs and packages for tests.
enum Samples {
    /// The header of a program, and some kilobytes of it.
    ///
    /// - Parameters:
    ///   - machine: 62: x86_64; 183: arm64.
    ///   - hasLoader: it is not static.
    static func program(machine: UInt8 = 62, hasLoader: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + Array(repeating: 0, count: 8)
        bytes += [2, 0, machine, 0, 1, 0, 0, 0] + Array(repeating: 0, count: 8)
        bytes += [64, 0, 0, 0, 0, 0, 0, 0] + Array(repeating: 0, count: 8)
        bytes += [0, 0, 0, 0, 64, 0, 56, 0, 2, 0, 0, 0, 0, 0, 0, 0]
        for kind: UInt8 in [1, hasLoader ? 3 : 0x51] { bytes += [kind] + Array(repeating: 0, count: 55) }
        return bytes + (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }
    }

    /// A package, packed by Python as `make dist` does it.
    static func zip(
        _ program: [UInt8], name: String = "bootstrap", mode: String = "0o755", method: String = "ZIP_DEFLATED", level: Int = 9,
        file: String = "bunsen-lambda-0.1.0-x86_64.zip", in scratch: ScratchDirectory
    ) async throws -> String {
        try Data(program).write(to: URL(filePath: "\(scratch.path)/program"))
        let script = """
            import zipfile
            with zipfile.ZipFile("\(file)", "w", zipfile.\(method), compresslevel=\(level)) as out, open("program", "rb") as program:
                entry = zipfile.ZipInfo("\(name)", (2020, 1, 1, 0, 0, 0))
                entry.external_attr = \(mode) << 16
                entry.compress_type = zipfile.\(method)
                out.writestr(entry, program.read())
            """
        try await Program.run(["python3", "-c", script], in: scratch.path)
        return "\(scratch.path)/\(file)"
    }
}
