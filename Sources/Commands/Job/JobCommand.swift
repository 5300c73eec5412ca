import ArgumentParser
import Foundation
import Glibc
import Job
import LocalExecutor
import RunModel

/// Inside the job: runs the transaction of one attempt. Started by an executor, not by people.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Run one attempt of a run (started by an executor).", shouldDisplay: false)

    @Option(help: "The attempt's spec.json.")
    var spec: String

    @Option(help: "A descriptor to read the forge token from, until its end.")
    var tokenFd: Int32?

    @Option(help: "A descriptor to read BITBUCKET_AUTH from, until its end.")
    var bitbucketAuthFd: Int32?

    @Option(help: "The attempt's directory, which this process takes for itself before it does anything.")
    var claim: String?

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        try BitbucketAuth.takeOut(of: environment, forSpecAt: spec)
        // Called off, or another process runs it: whatever we wrote would stand in the other's files.
        if let claim, !(try LocalJob.begin(in: claim)) { return }
        let (spec, token) = try accredited(Self.spec(at: spec))
        let secrets = spec.secretNames.compactMap { environment[$0] } + (token.map { [$0.reveal()] } ?? [])
        let log = JobLogWriter(
            nonce: spec.nonce, secrets: secrets, now: { Date() },
            // A full disk must not end the job: its log is worth less than its result.
            write: { bytes in Terminal.write(bytes, to: STDOUT_FILENO) })
        let stop = StopRequest(graceSeconds: spec.graceSeconds)
        let pause = environment["BUNSEN_JOB_PAUSE_AFTER"].flatMap(JobStep.init(rawValue:))
        let runner = JobRunner(
            spec: spec,
            surroundings: JobSurroundings(
                now: { Date() }, environment: environment.filter { !$0.key.hasPrefix("BUNSEN_") || $0.key == LocalJob.markVariable },
                token: token,
                readRepositoryFile: { try RepositoryFile.read($0) },
                afterStep: { step in
                    // A crash drill: the job stands still here until it is killed.
                    guard step == pause else { return }
                    _ = FileManager.default.createFile(atPath: "\(spec.places.work)/paused", contents: nil)
                    while true { standStill() }
                }),
            log: log, stop: stop)
        let end = await withTaskGroup(of: Void.self) { group in
            group.addTask { await StopSignals.forward(to: stop) }
            group.addTask {
                guard (try? await Task.sleep(for: .seconds(spec.deadline.timeIntervalSinceNow))) != nil else { return }
                await stop.stop(.deadline)
            }
            let end = await runner.run()
            group.cancelAll()
            return end
        }
        do {
            try ExitFile.write(end, to: spec.places.exitFile)
        } catch {
            // The log's last line says the same.
            await log.note(.warning, "the exit file could not be written: \(error)")
        }
        await log.end(end)
        if end.exitCode != 0 { throw ExitCode(end.exitCode) }
    }

    static func spec(at path: String) throws -> JobSpec {
        try JSONDecoder.bunsen.decode(JobSpec.self, from: Data(contentsOf: URL(filePath: path)))
    }

    /// The service's own token goes before one of a job definition.
    private func accredited(_ spec: JobSpec) throws -> (JobSpec, Secret?) {
        if let tokenFd { return (spec, try Self.token(from: tokenFd)) }
        guard let bitbucketAuthFd, let found = BitbucketAuth.token(from: try Self.token(from: bitbucketAuthFd).reveal(), for: spec) else {
            return (spec, nil)
        }
        var spec = spec
        spec.credential = found.scope
        return (spec, found.token)
    }

    private static func token(from descriptor: Int32) throws -> Secret {
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let bytes = try handle.readToEnd() ?? Data()
        return Secret(String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
}

/// Sleeps until a signal comes.
private func standStill() { Thread.sleep(forTimeInterval: 3600) }
