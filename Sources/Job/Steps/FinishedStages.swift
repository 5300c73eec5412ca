import DVC
import RunModel

/// Brings what finished stages made to the DVC remote while a later one runs: a job that dies is then gone on with at its
/// first unfinished stage, also on a machine with an empty cache.
///
/// It pushes from a work tree of its own (`Driver/dvc_mirror.py`) and by a driver of its own, which is started only when
/// a stage takes long enough. What goes wrong here costs nothing but that chance: the job pushes everything at its end.
actor FinishedStages {
    private let spec: JobSpec
    private let places: WorkPlaces
    private let log: JobLogWriter
    private let alarm = Alarm()
    /// Stages that ended since the last push, and when the one that runs began.
    private var news: [String] = []
    private var runningSince: ContinuousClock.Instant?
    private var notBefore: ContinuousClock.Instant?
    private var isOver = false
    private var hasComplained = false
    private static let patience: Duration = .seconds(60)

    init(spec: JobSpec, places: WorkPlaces, log: JobLogWriter) {
        self.spec = spec
        self.places = places
        self.log = log
    }

    func note(_ stage: StageOutcome) {
        runningSince = nil
        switch stage.state {
        case .running:
            runningSince = .now
            alarm.ring(in: .seconds(spec.pushAfterSeconds))
        case .done, .cached: news.append(stage.name)
        case .failed, .unchanged: break
        }
    }

    /// Nothing is begun any more; what is under way may come to its end.
    func finish() {
        isOver = true
        alarm.ring()
    }

    /// Pushes whenever it is time, until ``finish()`` or cancellation.
    ///
    /// - Parameters:
    ///   - project: the DVC project's directory, relative to the root of the git repository.
    ///   - files: what a run changes, relative to it too.
    func run(_ launch: DVCLaunch, project: String, files: [String]) async {
        guard await isDue() else { return }
        do {
            try await DVCSession.run(launch.beside(as: "push")) { [log] event in
                if case .note(let note) = event, note.level != .info { await log.note(.info, "pushing meanwhile: \(note.text)") }
            } body: { session in
                repeat { await self.push(by: session, project: project, files: files) } while await self.isDue()
            }
        } catch {
            if !Task.isCancelled { await complain("\(error)") }
        }
    }

    /// Waits until stages have ended and the next one has run for its time.
    private func isDue() async -> Bool {
        for await _ in alarm.rings {
            if isOver || Task.isCancelled { return false }
            guard !news.isEmpty, let runningSince, notBefore.map({ $0 <= .now }) ?? true else { continue }
            if runningSince + .seconds(spec.pushAfterSeconds) <= .now { return true }
        }
        return false
    }

    private func push(by session: DVCSession, project: String, files: [String]) async {
        let stages = news
        news = []
        do {
            try await session.mirror(places.clone, to: places.mirror, commit: spec.request.sha, in: places.git, files: files)
            try await PushData(session: session, project: project == "." ? places.mirror : "\(places.mirror)/\(project)").run()
            await log.note(.info, "pushed meanwhile: \(stages.joined(separator: ", "))")
        } catch {
            if Task.isCancelled { return }
            news = stages + news
            notBefore = .now + Self.patience
            alarm.ring(in: Self.patience)
            await complain("\(error)")
        }
    }

    /// Once: a remote that does not answer does so each time.
    private func complain(_ problem: String) async {
        guard !hasComplained else { return }
        hasComplained = true
        await log.note(.info, "finished stages could not be pushed meanwhile; all is pushed at the end: \(problem)")
    }
}
