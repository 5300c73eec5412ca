package import Engine
import FoundationEssentials
import Logging
import RunModel

extension LocalExecutor {
    package func submit(_ submission: Submission) throws(ExecutorError) -> String {
        let files = AttemptFiles(state: state, run: submission.run.id, number: submission.attempt.number)
        if try isTaken(files) { return files.job }
        if let limit = capacity, let shortage = submission.run.resources.shortage(in: limit) {
            throw ExecutorError(
                Failure(
                    .requestTooLarge, "This machine can never hold the job: \(shortage).",
                    remedy: "Ask for less, or name another executor with `:ACME_ON:`."), isTransient: false)
        }
        let settings = configuration.settings()
        let secrets = try secrets(of: submission.project)
        let token = try token(of: submission.project)
        let gpus = try chooseGPUs(submission.attempt.onlyLooks == true ? 0 : submission.run.resources.gpus, for: files)
        let user = try user(settings)
        let spec = spec(submission, files, settings, gpus: gpus, hasToken: token != nil)
        let isFirst = Files.isMissing(files.spec)
        let process: ProcessIdentity
        do {
            try prepare(spec, files)
            try user?.own([files.work, files.directory, spec.places.cache, spec.places.environments], files.spec, below: state)
            let words = (user?.wrapper ?? []) + configuration.program + arguments(files, hasToken: token != nil)
            let spawning = Spawning(
                program: words[0], arguments: Array(words.dropFirst()),
                environment: JobEnvironment.make(
                    from: configuration.environment, passThrough: configuration.passThrough,
                    secretVariables: configuration.secretVariables.union(JobEnvironment.secretVariables(of: settings)),
                    stageSecrets: secrets, visibleGPUs: gpus, job: files.job
                ).merging(user?.environment ?? [:]) { $1 },
                directory: files.work, log: files.log, token: token.map { Array($0.reveal().utf8) })
            let pid = try spawning.start()
            // A child that nobody has collected stands in /proc even when it is dead.
            process = ProcessIdentity(pid: pid) ?? ProcessIdentity(pid: pid, startTime: 0, bootID: "")
        } catch {
            // Or it would count as one that is about to begin.
            if isFirst { Files.remove(files.spec) }
            // One that an earlier service started may yet begin, and the engine goes on to another attempt now.
            if !isFirst { _ = try? JobClaimFile.void(in: files.directory) }
            throw Self.trouble("start the job \(files.job)", error)
        }
        limitMemory(files.job, process, submission.run.resources)
        watch.adopt(child: process, of: files.job)
        holdDeadline(process, spec)
        return files.job
    }

    package func release(_ job: String) throws(ExecutorError) {
        guard let files = AttemptFiles(state: state, job: job) else { return }
        do {
            if !Files.exists(files.gate), Files.exists(files.directory) { try Files.replace(files.gate, with: []) }
        } catch {
            throw Self.trouble("let the job \(job) go on", error)
        }
    }

    /// Whether the attempt has its process already, or has had it.
    private func isTaken(_ files: AttemptFiles) throws(ExecutorError) -> Bool {
        do {
            return try Files.exists(files.exit) || files.readClaim() != nil || watch.child(of: files.job) != nil
        } catch {
            throw Self.trouble("look at the job \(files.job)", error)
        }
    }

    private func arguments(_ files: AttemptFiles, hasToken: Bool) -> [String] {
        let token = hasToken ? ["--token-fd", "3"] : []
        return ["job", "--spec", files.spec, "--claim", files.directory] + token
    }

    private func prepare(_ spec: JobSpec, _ files: AttemptFiles) throws {
        try Files.makeDirectory(files.work)
        try Files.makeDirectory(files.directory, mode: 0o700)
        try Files.makeDirectory(spec.places.cache)
        try Files.makeDirectory(spec.places.environments)
        try Files.replace(files.spec, with: Array(JSONEncoder.bunsen.encode(spec)))
    }

    private func limitMemory(_ job: String, _ process: ProcessIdentity, _ resources: Resources) {
        do {
            try memory?.limit(job, pid: process.pid, memoryMiB: resources.memoryMiB)
        } catch {
            logger.warning("a job runs without a limit to its memory", metadata: ["job": "\(job)", "error": "\(error)"])
        }
    }

    private func spec(_ submission: Submission, _ files: AttemptFiles, _ settings: ServiceSettings, gpus: String, hasToken: Bool) -> JobSpec
    {
        let project = submission.project
        var spec = submission.spec(
            job: files.job, at: configuration.now(),
            places: JobSpec.Places(
                work: files.work, cache: "\(state)/cache/\(CacheName.of(submission.run.request.repository, project, in: settings))",
                environments: "\(state)/cache/environments", exitFile: files.exit,
                hidden: JobEnvironment.hidden(settings, configuration.hidden)),
            credential: hasToken ? project.flatMap { CredentialScopes.scope(of: $0) } : nil, settings: settings)
        spec.visibleGPUs = gpus
        if submission.attempt.isAhead == true {
            spec.gate = JobSpec.Gate(file: files.gate, waitSeconds: Submission.aheadSeconds, runSeconds: submission.secondsLeft)
        }
        return spec
    }

    private func user(_ settings: ServiceSettings) throws(ExecutorError) -> JobUser? {
        do {
            return try JobUser.find(settings.runAs)
        } catch {
            throw ExecutorError(error, isTransient: false)
        }
    }

    private func secrets(of project: ProjectSettings?) throws(ExecutorError) -> [String: Secret] {
        var values: [String: Secret] = [:]
        for (name, source) in project?.secrets ?? [:] { values[name] = try value(of: source, "secret \(name)") }
        return values
    }

    /// Nil where there is none, or where the repository is not reached by HTTP, so that no token is of use.
    private func token(of project: ProjectSettings?) throws(ExecutorError) -> Secret? {
        guard let project, let source = project.token, CredentialScopes.scope(of: project) != nil else { return nil }
        return try value(of: source, "forge token")
    }

    private func value(of source: SecretSource, _ what: String) throws(ExecutorError) -> Secret {
        do {
            return try source.read(environment: configuration.environment) { path in
                try [UInt8](Data(contentsOf: URL(filePath: path)))
            }
        } catch {
            throw ExecutorError(
                Failure(
                    .misconfigured, "The project's \(what) cannot be had: \(error).",
                    remedy: "Mend the project's settings on the service, then `bunsen runs retry`."), isTransient: false)
        }
    }

    /// Names of GPUs that no living job has, joined by commas.
    private func chooseGPUs(_ count: Int, for files: AttemptFiles) throws(ExecutorError) -> String {
        guard count > 0 else { return "" }
        let taken: Set<String>
        let former: [String]
        do {
            let others = try openAttempts().filter { try $0 != files && mayRun($0) }
            taken = Set(try others.flatMap { try gpus(of: $0) })
            former = try gpus(of: files)
        } catch {
            throw Self.trouble("look for free GPUs", error)
        }
        // An earlier service may have started a process with these, which may yet begin.
        if former.count == count, taken.isDisjoint(with: former) { return former.joined(separator: ",") }
        let free = slots.gpuNames(environment: configuration.environment).filter { !taken.contains($0) }
        guard free.count >= count else {
            throw ExecutorError(
                Failure(
                    .noCapacity, "\(count) GPUs asked, \(free.count) are free on this machine.",
                    remedy: "Nothing: Bunsen tries again by itself."),
                isTransient: true)
        }
        return free.prefix(count).joined(separator: ",")
    }

    private func gpus(of files: AttemptFiles) throws -> [String] {
        (try files.readSpec()?.visibleGPUs ?? "").split(separator: ",").map(String.init)
    }
}
