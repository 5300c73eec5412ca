import Foundation
import Subprocess
import SystemPackage

/// A proxy on loopback that fails as it is told, and counts what it passes on: `scripts/services/http_faults.py`.
package struct HTTPFaults: Sendable {
    package enum Fault: Sendable, CaseIterable {
        case refuse, hang, error500, error503, truncate, lost

        var name: String {
            switch self {
            case .error500: "500"
            case .error503: "503"
            default: "\(self)"
            }
        }
    }

    /// One request that has ended.
    package struct Request: Sendable, Decodable {
        package let method: String
        package let path: String
        package let query: String
        package let fault: String
        /// Nil where it got no answer.
        package let status: Int?
        /// Bytes of the request's body that came whole, and of the answer's that went whole.
        package let sent: Int
        package let received: Int

        /// Whether it moved an object of S3, and was answered so.
        package var isObject: Bool { status.map { $0 < 300 } == true && (method == "PUT" || method == "GET") && query.isEmpty }
    }

    package let port: Int
    private let folder: String
    package var address: String { "http://127.0.0.1:\(port)" }

    /// Stands in front of the server at `upstream` while `body` runs, with its files in a folder of its own.
    package static func serving<T: Sendable>(
        _ upstream: Int, in folder: String, _ body: @Sendable (HTTPFaults) async throws -> T
    ) async throws -> T {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try await Program.listening(["python3", "\(Program.checkout)/scripts/services/http_faults.py", "\(upstream)", folder]) {
            try await body(HTTPFaults(port: $0, folder: folder))
        }
    }

    /// From now on, until ``pass()``.
    package func begin(_ fault: Fault) throws { try set(["fault": fault.name]) }

    /// Each object takes so much longer, until ``pass()``.
    package func slow(seconds: Int) throws { try set(["fault": "slow", "seconds": "\(seconds)"]) }

    package func pass() throws { try set(["fault": "pass"]) }

    private func set(_ fault: [String: String]) throws {
        try JSONEncoder().encode(fault).write(to: URL(filePath: "\(folder)/fault"), options: .atomic)
    }

    /// What was asked so far, in the order in which it ended.
    package func requests() throws -> [Request] {
        try String(contentsOfFile: "\(folder)/requests", encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Request.self, from: Data($0.utf8))
        }
    }
}
