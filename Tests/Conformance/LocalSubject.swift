import Engine
import Foundation
import LocalExecutor
import Logging
import RunModel
import TestKit

/// A ``LocalExecutor`` on a state directory of its own.
struct LocalSubject: ExecutorSubject {
    let scratch: ScratchDirectory
    let local: LocalExecutor
    let configuration: LocalExecutorConfiguration
    var executor: any Executor { local }
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    var state: String { "\(scratch.path)/state" }

    init(
        environment: [String: String] = [:], local: DeclaredLocalSlots = DeclaredLocalSlots(vcpus: 64, memoryMiB: 65536, gpus: 0),
        projects: [ProjectSettings] = [], graceSeconds: Int = 1, startSeconds: Double = 120, scratch: ScratchDirectory? = nil,
        enforcesMemory: Bool = false, runAs: String? = nil
    ) throws {
        let scratch = try scratch ?? ScratchDirectory()
        self.scratch = scratch
        var settings = ServiceSettings(state: "\(scratch.path)/state")
        settings.local = local
        settings.graceSeconds = graceSeconds
        settings.runAs = runAs
        for project in projects { settings.projects[project.name] = project }
        configuration = LocalExecutorConfiguration(
            settings: { [settings] in settings }, program: try StandIn.program(in: scratch),
            environment: ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }, startSeconds: startSeconds, enforcesMemory: enforcesMemory)
        self.local = LocalExecutor(configuration, logger: logger)
    }

    func again() -> LocalExecutor { LocalExecutor(configuration, logger: logger) }

    func restarted() throws -> any Executor { again() }

    func work(_ run: Run) -> String { "\(state)/runs/\(run.id)/work" }

    func attempt(_ submission: Submission) -> String { "\(state)/runs/\(submission.run.id)/attempt-\(submission.attempt.number)" }
}

/// What the kernel says of processes.
enum ProcFiles {
    /// Whether a process runs; a zombie does not.
    static func isAlive(_ pid: Int) -> Bool {
        guard let stat = try? String(contentsOf: URL(filePath: "/proc/\(pid)/stat"), encoding: .utf8) else { return false }
        let state = stat.split(separator: ")").last?.split(separator: " ").first
        return state != nil && state != "Z" && state != "X"
    }

    static var all: [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int($0) }
    }

    /// The bytes of a file of /proc; empty where it cannot be read.
    static func bytes(_ pid: Int, _ name: String) -> Data {
        (try? Data(contentsOf: URL(filePath: "/proc/\(pid)/\(name)"))) ?? Data()
    }
}
