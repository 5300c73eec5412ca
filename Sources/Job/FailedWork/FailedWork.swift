import DVC
import FoundationEssentials
import RunModel
import Subprocess
import SystemPackage

/// Puts the work of a failed attempt where a person can get it, for ``places`` are gone with the machine.
///
/// It never changes how the attempt ends.
struct FailedWork {
    let places: WorkPlaces
    let destination: FailedWorkPlace
    let searchPath: String
    let stop: StopRequest
    let log: JobLogWriter
    /// For packing and sending together.
    let deadline: Duration

    private var archive: String { "\(places.work)/failed.tar.gz" }
    private var list: String { "\(places.work)/failed.list" }

    /// - Returns: what to say of it in the report.
    func keep() async -> String {
        defer { for path in [archive, list] { try? FileManager.default.removeItem(atPath: path) } }
        do {
            let leftOut = try await inTime()
            return log.redact("The work directory is kept at \(destination.object)\(Self.note(leftOut))")
        } catch is StopRequest.Stopped {
            return "The work directory was not kept: the job was told to stop"
        } catch let error as Failure {
            return "The work directory was not kept: \(log.redact(error.message)) \(error.remedy)"
        } catch {
            return "The work directory was not kept at \(destination.object): \(log.redact("\(error)"))"
        }
    }

    private static func note(_ leftOut: [String]) -> String {
        guard !leftOut.isEmpty else { return "" }
        let more = leftOut.count > 5 ? " and \(leftOut.count - 5) more" : ""
        return ", without \(leftOut.prefix(5).map { PlainText.line($0) }.joined(separator: ", "))\(more)"
    }

    /// A job that is over its deadline has been stopped already; one that is asked to stop now has seconds.
    private func inTime() async throws -> [String] {
        try await withThrowingTaskGroup(of: [String].self) { group in
            group.addTask {
                let leftOut = try await pack()
                try await destination.send(archive)
                return leftOut
            }
            group.addTask {
                try await Task.sleep(for: deadline)
                throw Failure(.deadline, "It took longer than \(deadline.components.seconds) s.", remedy: "Let failed_gib be less.")
            }
            group.addTask {
                while await stop.cause != .asked { try await Task.sleep(for: .milliseconds(200)) }
                throw StopRequest.Stopped(cause: .asked)
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }

    private func pack() async throws -> [String] {
        let files = try await FailedFiles(of: places, limit: destination.limit, secrets: destination.secrets)
        try Data(files.paths.joined(separator: "\0").utf8).write(to: URL(filePath: list))
        guard let program = SearchPath.program("tar", in: searchPath) else {
            throw Failure(.misconfigured, "There is no tar.", remedy: "Install GNU tar and gzip in the job's image.")
        }
        // The names are paths, never options, and nothing is followed or descended into.
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: [
                "--create", "--file", archive, "--directory", places.work, "--use-compress-program", "gzip -1", "--no-recursion", "--null",
                "--files-from", list,
            ],
            environment: .custom(["PATH": searchPath].asSubprocess), input: .none, output: .discarded, error: .string(limit: 1 << 16))
        // 1: a file has changed while it was read.
        guard case .exited(let code) = result.terminationStatus, code < 2 else {
            let said = result.standardError.split(separator: "\n").last.map(String.init) ?? "\(result.terminationStatus)"
            throw Failure(.internalError, "tar said: \(PlainText.line(said)).", remedy: "Look at the disk of the machine.")
        }
        return files.leftOut
    }
}
