import DVC
import RunModel

/// How the driver of a job's DVC is started: where its Python is, what it and its stages see, and in which sandbox.
struct JobLaunch {
    let spec: JobSpec
    let places: WorkPlaces
    let surroundings: JobSurroundings
    let log: JobLogWriter

    var sandbox: Sandbox { Sandbox(spec: spec, searchPath: searchPath) }

    /// What stages see, as far as no environment of their own changes it.
    var variables: [String: String] {
        var variables = surroundings.environment
        variables["CUDA_VISIBLE_DEVICES"] = spec.visibleGPUs ?? variables["CUDA_VISIBLE_DEVICES"]
        // A stage's prints are seen when they are printed, and not when its buffer is full.
        variables["PYTHONUNBUFFERED"] = variables["PYTHONUNBUFFERED"] ?? "1"
        if GitRewriting(spec).origin != nil { variables["GIT_CONFIG_GLOBAL"] = places.gitConfiguration }
        return variables
    }

    /// - Parameter prepared: comes first in the stages' PATH. DVC itself stays the service's.
    func make(in prepared: PreparedEnvironment? = nil, outside: StageRunner? = nil) async throws -> DVCLaunch {
        let program: DVCProgram
        do {
            program = try DVCProgram.find(spec.dvc, searchPath: searchPath)
        } catch {
            throw error.failure
        }
        let (wrapper, remark) = try await sandbox.wrapper(
            writable: [places.open, spec.places.cache], readable: [places.git] + (prepared.map { [$0.path] } ?? []))
        if let remark, prepared == nil, outside == nil { await log.note(.warning, remark) }
        var variables = variables
        prepared?.activate(&variables, searchPath: searchPath)
        return DVCLaunch(
            program: program, files: places.driver, wrapper: wrapper, environment: variables,
            nonce: spec.nonce + (prepared == nil && outside == nil ? "d" : "e"), outside: outside)
    }

    var searchPath: String { surroundings.environment["PATH"] ?? SearchPath.usual }
}
