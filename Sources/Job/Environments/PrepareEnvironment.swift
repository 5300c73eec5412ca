import FoundationEssentials
import Git
import RunModel

/// The step before stages run: what they find installed is there, built by this job or by an earlier one.
struct PrepareEnvironment {
    let spec: JobSpec
    let places: WorkPlaces
    let git: Git
    /// Of stages, as far as it does not come from here.
    let variables: [String: String]
    let sandbox: Sandbox
    let log: JobLogWriter
    let stop: StopRequest

    /// A change of what is built from the same requirements.
    private static let format = "1"

    func run(_ settings: EnvironmentSettings) async throws -> PreparedEnvironment {
        let files = try await RequirementFiles(git: git, sha: spec.request.sha).read(settings.requirements)
        let interpreter = try await Interpreter.find(settings.python, environment: variables)
        let place = EnvironmentDirectory(path: "\(spec.places.environments)/\(name(of: settings, files, interpreter))")
        var hasWaited = false
        while true {
            try await stop.throwIfStopped()
            try place.make()
            if let lock = try locked(place, DirectoryLock.useNow), let path = place.whole {
                place.touch()
                return PreparedEnvironment(path: path, lock: lock)
            }
            if let lock = try locked(place, DirectoryLock.alone) {
                defer { withExtendedLifetime(lock) {} }
                // Another job may have built it between the two looks.
                if place.whole == nil { try await build(settings, files, interpreter, at: place) }
                continue
            }
            if !hasWaited { await log.note(.info, "another job installs the same environment; waiting for it") }
            hasWaited = true
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func locked(
        _ place: EnvironmentDirectory, _ take: (String) throws(FileError) -> DirectoryLock?
    ) throws(Failure) -> DirectoryLock? {
        do {
            return try take(place.path)
        } catch {
            throw Failure(
                .internalError, "The environment cannot be locked: \(error).",
                remedy: "Check the disk and the rights of the state directory.")
        }
    }

    /// Runs share what is the same to the last byte, within the bounds in which they share the content cache: beyond them, who
    /// may push to one repository could choose what the stages of another import.
    private func name(of settings: EnvironmentSettings, _ files: [RequirementFiles.File], _ interpreter: Interpreter) -> String {
        ContentHash.hexadecimal(
            [Self.format, spec.places.cache, interpreter.path, interpreter.version, settings.requirements.joined(separator: "\n")]
                + files.flatMap { [$0.path, $0.text] })
    }

    private func build(
        _ settings: EnvironmentSettings, _ files: [RequirementFiles.File], _ interpreter: Interpreter, at place: EnvironmentDirectory
    ) async throws {
        let names = settings.requirements.isEmpty ? "nothing" : settings.requirements.joined(separator: ", ")
        await log.note(.info, "installing \(names) for Python \(interpreter.version.prefix { $0 != " " })")
        try RequirementFiles.lay(files, out: places.requirements)
        let begin = ContinuousClock.now
        let draft = try place.begin()
        let wrapper = try await sandbox.wrapper(writable: [draft], readable: [places.clone, places.requirements]).words
        do {
            try await EnvironmentBuild(
                interpreter: interpreter, draft: draft, requirements: settings.requirements.map { "\(places.requirements)/\($0)" },
                wrapper: wrapper, environment: variables, directory: places.clone, log: log, stop: stop
            ).run()
        } catch {
            try? FileManager.default.removeItem(atPath: draft)
            throw error
        }
        try place.finish(draft)
        await log.note(.info, "the environment is installed, in \((ContinuousClock.now - begin).components.seconds) s")
    }
}
