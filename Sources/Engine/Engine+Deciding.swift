import FoundationEssentials
import Logging
import RunModel

/// What `.bunsen.yaml` asks for, of runs whose push did not bring the file.
extension Engine {
    /// How many files are read at once, how many runs of a repository are decided ahead of their turn, and how often one is
    /// tried.
    private static let width = 8
    private static let ahead = 4
    private static let tries = 3

    /// Reads the files of waiting runs, a few in each round; a run starts only when its resources are decided.
    ///
    /// - Returns: whether runs have changed.
    func decideResources(_ open: [Run]) async throws -> Bool {
        let undecided = nextUndecided(open)
        if undecided.isEmpty { return false }
        let forge = forge
        let settings = settings()
        let answers = await withTaskGroup(of: (Run, Swift.Result<ResourceDefaults, any Error>).self) { group in
            for run in undecided {
                group.addTask {
                    do {
                        return (run, .success(try await forge.defaults(of: run, project: settings.project(cloning: run.cloneURL))))
                    } catch {
                        return (run, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        var files: [CommitPlace: ResourceDefaults] = [:]
        for (asked, answer) in answers {
            let file: ResourceDefaults
            switch answer {
            case .success(let defaults):
                file = defaults
                files[CommitPlace(asked)] = defaults
            case .failure(let error):
                if Task.isCancelled { return true }
                logger.warning("`.bunsen.yaml` could not be read", metadata: ["run": "\(asked.id)", "error": "\(error)"])
                let tries = undecidedTries[asked.id, default: 0] + 1
                undecidedTries[asked.id] = tries
                nextReadings[asked.request.repository] = now() + Double(1 << tries)
                guard tries >= Self.tries else { continue }
                // The job says what is wrong with the repository, if something is.
                file = ResourceDefaults()
            }
            undecidedTries[asked.id] = nil
            try await decide(asked, by: file, settings)
        }
        // The runs of a sweep are of one commit: one look is for all that wait.
        let decided = Set(undecided.map(\.id))
        for run in open where run.undecided != nil && !decided.contains(run.id) {
            if let file = files[CommitPlace(run)] { try await decide(run, by: file, settings) }
        }
        return true
    }

    private struct CommitPlace: Hashable {
        let url: String
        let sha: CommitSHA

        init(_ run: Run) {
            url = run.cloneURL
            sha = run.request.sha
        }
    }

    private func decide(_ run: Run, by file: ResourceDefaults, _ settings: ServiceSettings) async throws {
        try await change(run.id) { run in
            guard let said = run.undecided else { return }
            run.decide(said.completed(by: file).completed(by: settings.defaults(of: settings.project(cloning: run.cloneURL))))
            run.undecided = nil
        }
    }

    /// Those whose file is read next. A flood to one repository is not read far ahead, and one that does not answer is left
    /// alone for a while.
    private func nextUndecided(_ open: [Run]) -> [Run] {
        let time = now()
        nextReadings = nextReadings.filter { $0.value > time }
        let waiting = open.filter { $0.state == .accepted && nextReadings[$0.request.repository] == nil }
        let queues = Dictionary(grouping: waiting) { [$0.request.repository.text, $0.lane, $0.on ?? ""] }
        let next = queues.values.flatMap { $0.prefix(Self.ahead) }
        var seen: Set<CommitPlace> = []
        let undecided = next.filter { $0.undecided != nil }.sorted { ($0.acceptedAt, $0.id) < ($1.acceptedAt, $1.id) }
        return Array(undecided.filter { seen.insert(CommitPlace($0)).inserted }.prefix(Self.width))
    }
}

extension ServiceSettings {
    /// What holds where neither a message nor its repository says; every value is set.
    func defaults(of project: ProjectSettings?) -> ResourceDefaults {
        (project?.defaults ?? ResourceDefaults()).completed(by: defaults).completed(by: .builtIn)
    }
}

extension ResourceDefaults {
    var isComplete: Bool { vcpus != nil && memoryMiB != nil && gpus != nil && timeoutSeconds != nil }
}

extension Run {
    /// Sets resources and deadline.
    /// - Parameter defaults: with every value set.
    mutating func decide(_ defaults: ResourceDefaults) {
        resources = Resources(vcpus: defaults.vcpus ?? 1, memoryMiB: defaults.memoryMiB ?? 2048, gpus: defaults.gpus ?? 0)
        deadlineSeconds = defaults.timeoutSeconds ?? 86_400
    }
}
