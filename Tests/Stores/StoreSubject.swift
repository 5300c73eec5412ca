import AWS
import AsyncHTTPClient
import DynamoStore
import Engine
import Foundation
import RunModel
import SQLiteStore
import TestKit
import Testing

/// Every store takes every test of ``StoreConformance``.
enum StoreKind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, dynamo

    var testDescription: String { rawValue }

    /// Runs `body` with an empty store, and with another one on the same data, as another process has it.
    func with(_ body: (_ store: any RunStore, _ other: any RunStore) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            let directory = try ScratchDirectory()
            let path = "\(directory.path)/bunsen.db"
            try await body(try SQLiteStore(path: path), try SQLiteStore(path: path))
        case .dynamo:
            let address = try #require(SharedMoto.address, "needs scripts/install.sh")
            let table = "bunsen-\(UUID().uuidString.lowercased())"
            try await DynamoTable.make(table, at: address)
            let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: AWSHTTP.configuration)
            do {
                try await body(Self.store(table, at: address, http), Self.store(table, at: address, http))
            } catch {
                try await http.shutdown()
                throw error
            }
            try await http.shutdown()
        }
    }

    private static func store(_ table: String, at address: String, _ http: HTTPClient) -> DynamoStore {
        let client = AWSClient(
            region: "us-east-1",
            credentials: CredentialsCache(EnvironmentCredentials(AWSSurroundings(environment: MotoServer.environment))),
            http: AWSHTTP(http), surroundings: AWSSurroundings(environment: ["AWS_ENDPOINT_URL": address]))
        return DynamoStore(DynamoDB(client), table: table)
    }
}
