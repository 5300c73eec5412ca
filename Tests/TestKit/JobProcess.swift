import Foundation
package import RunModel
package import Subprocess
import SystemPackage

/// `bunsen job` as a process of its own, as an executor starts it.
package struct JobProcess: Sendable {
    package let signal: @Sendable (Signal) throws -> Void
    private let path: String
    /// What it has logged so far.
    package var log: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

    /// Runs the job of `spec`, and `body` beside it; gives how the job ended.
    @discardableResult
    package static func run(
        _ spec: JobSpec, in fixture: PipelineFixture, environment: [String: String] = [:],
        _ body: @Sendable (JobProcess) async throws -> Void = { _ in }
    ) async throws -> TerminationStatus {
        let name = "\(fixture.scratch.path)/job-\(spec.attempt)"
        try JSONEncoder.bunsen.encode(spec).write(to: URL(filePath: "\(name).json"))
        let descriptor = try FileDescriptor.open(
            FilePath("\(name).log"), .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: [.ownerReadWrite])
        let result = try await Subprocess.run(
            .path(FilePath(BunsenProgram.path)), arguments: ["job", "--spec", "\(name).json"],
            environment: Program.inherited(environment), input: .none,
            output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
            error: .fileDescriptor(descriptor, closeAfterSpawningProcess: true)
        ) { execution -> Swift.Result<Void, any Error> in
            let job = JobProcess(signal: { try execution.send(signal: $0) }, path: "\(name).log")
            do {
                return .success(try await body(job))
            } catch {
                try? execution.send(signal: .kill)
                return .failure(Program.Failed(description: "\(error); the job's log:\n\(job.log)"))
            }
        }
        try result.closureResult.get()
        return result.terminationStatus
    }
}
