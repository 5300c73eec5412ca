import Foundation

/// The built `bunsen`, which lies beside the test bundle.
package enum BunsenProgram {
    package static var path: String {
        // Another build of it, such as the static one.
        if let other = ProcessInfo.processInfo.environment["BUNSEN_PROGRAM"] { return other }
        return sibling("bunsen")
    }

    /// Another program of the same build.
    package static func sibling(_ name: String) -> String {
        let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(filePath: bundle ?? CommandLine.arguments[0]).deletingLastPathComponent()
        return folder.appending(path: name).path
    }
}

/// Waits until something holds; throws with `what` when it does not within the time.
package func eventually(_ what: String, within limit: Duration = .seconds(60), _ holds: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + limit
    while try await !holds() {
        guard ContinuousClock.now < end else { throw Program.Failed(description: "not within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(20))
    }
}
