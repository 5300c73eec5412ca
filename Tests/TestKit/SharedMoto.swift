package import Testing

/// One emulator for all tests of a suite.
package struct SharedMoto: SuiteTrait, TestScoping {
    @TaskLocal package static var address: String?

    @concurrent package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard Requirement.program("moto_server") else { return try await function() }
        try await MotoServer.serving { address in try await Self.$address.withValue(address) { try await function() } }
    }
}

extension Trait where Self == SharedMoto {
    package static var moto: SharedMoto { SharedMoto() }
}
