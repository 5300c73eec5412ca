import Foundation
import RunModel
import TestKit
import Testing

@testable import Job

struct EnvironmentBuildTests {
    private let scratch: ScratchDirectory

    init() throws { scratch = try ScratchDirectory() }

    private func build(_ python: String, deadline: Duration, stop: StopRequest = StopRequest(graceSeconds: 1)) async throws {
        try scratch.write("#!/bin/sh\n\(python)\n", to: "python3")
        try await Program.run(["chmod", "+x", "\(scratch.path)/python3"])
        try await EnvironmentBuild(
            interpreter: Interpreter(path: "\(scratch.path)/python3", version: "3"), draft: "\(scratch.path)/venv", requirements: [],
            wrapper: [], environment: ["PATH": "/usr/bin:/bin"], directory: scratch.path,
            log: JobLogWriter(nonce: "n", secrets: [], now: { Date() }, write: { _ in }), stop: stop, deadline: deadline
        ).run()
    }

    @Test func `a build that hangs is ended at its deadline, with all that it has started`() async throws {
        let place = scratch.path
        let failure = await #expect(throws: Failure.self) {
            try await build("echo compiling; sh -c 'cd \(place); sleep 600'", deadline: .seconds(1))
        }
        #expect(failure?.message.contains("took longer than") == true && failure?.lastLines == ["compiling"])
        try await eventually("nothing of it is left") { Processes.mentioning(place).isEmpty }
    }

    @Test func `a Python that cannot make one is named, with what it said`() async throws {
        let failure = await #expect(throws: Failure.self) {
            try await build("echo 'No module named venv'; exit 1", deadline: .seconds(60))
        }
        #expect(failure?.reason == .misconfigured && failure?.message.hasPrefix("\(scratch.path)/python3 could not") == true)
        #expect(failure?.lastLines == ["No module named venv"])
    }

    @Test func `a Python that is not there, or is none, is named`() async throws {
        try scratch.write("#!/bin/sh\necho broken >&2; exit 1\n", to: "python3")
        try await Program.run(["chmod", "+x", "\(scratch.path)/python3"])
        let absent = await #expect(throws: Failure.self) {
            try await Interpreter.find("python9.9", environment: ["PATH": "\(scratch.path):/usr/bin"])
        }
        #expect(absent?.reason == .misconfigured && absent?.message.contains("environment of python9.9") == true)
        let broken = await #expect(throws: Failure.self) { try await Interpreter.find(nil, environment: ["PATH": scratch.path]) }
        #expect(broken?.message == "\(scratch.path)/python3 does not work as a Python: broken.")
    }

    @Test(
        arguments: [
            (
                "WARNING: Retrying after connection broken by 'NewConnectionError'\nERROR: No matching distribution found for a",
                .unreachable
            ),
            ("ERROR: HTTP error 401 while getting https://example.org/a.whl", .accessDenied),
            (
                "WARNING: 401 Error, Credentials not correct for https://example.org\nERROR: No matching distribution found for a",
                .accessDenied
            ),
            ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", .diskFull),
            ("ERROR: Cannot install a and b because these package versions have conflicting dependencies.", .misconfigured),
            ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", .misconfigured),
        ] as [(String, FailureReason)])
    func `what pip says is told apart`(output: String, reason: FailureReason) {
        let failure = BuildFailure(lines: output.split(separator: "\n").map(String.init)).notInstalled
        #expect(failure.reason == reason && failure.lastLines.count == output.split(separator: "\n").count)
        #expect(failure.message.contains(output.split(separator: "\n").last?.dropFirst("ERROR: ".count) ?? "?"))
    }

    @Test func `an environment is active as its own script would make it`() throws {
        let lock = try #require(try DirectoryLock.useNow(scratch.path))
        var variables = ["PATH": "/usr/bin:/bin", "PYTHONHOME": "/opt"]
        PreparedEnvironment(path: "/e", lock: lock).activate(&variables, searchPath: "/usr/bin:/bin")
        #expect(variables == ["PATH": "/e/bin:/usr/bin:/bin", "VIRTUAL_ENV": "/e"])
    }

    @Test func `an environment in use cannot be changed, nor one that is changed be used`() throws {
        let users = [try DirectoryLock.useNow(scratch.path), try DirectoryLock.useNow(scratch.path)]
        #expect(!users.contains { $0 == nil })
        #expect(try DirectoryLock.alone(scratch.path) == nil)
        withExtendedLifetime(users) {}
        let other = try ScratchDirectory()
        let builder = try #require(try DirectoryLock.alone(other.path))
        #expect(try DirectoryLock.useNow(other.path) == nil)
        withExtendedLifetime(builder) {}
    }
}
