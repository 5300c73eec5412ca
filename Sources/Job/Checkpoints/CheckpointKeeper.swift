import DVC
import RunModel

/// Saves the checkpoints of the stage that runs on the DVC remote, so that it goes on from them after a reclaim, wherever
/// that is. They are restored by the driver before the stage's command (`Driver/dvc_checkpoints.py`).
///
/// What goes wrong costs the stage's progress, never the run.
actor CheckpointKeeper {
    private var settings = CheckpointSettings()
    private let key: String
    private let log: JobLogWriter
    private let alarm = Alarm()
    /// The stage that began last and keeps some, until it is done; one that was stopped is not.
    private var stage: String?
    private var isRunning = false
    private var next: ContinuousClock.Instant?
    private var isOver = false

    init(key: RunKey, log: JobLogWriter) {
        self.key = key.short
        self.log = log
    }

    /// What the commit says of checkpoints, once it is read.
    func use(_ settings: CheckpointSettings) { self.settings = settings }

    /// What the driver needs for restoring; nil where there is nothing to restore.
    var restoring: DVCCheckpoints? { settings.files.isEmpty ? nil : DVCCheckpoints(key: key, stages: settings.files) }

    func note(_ stage: StageOutcome) {
        isRunning = stage.state == .running
        if stage.state != .failed { self.stage = isRunning && settings.files[stage.name] != nil ? stage.name : nil }
        if isRunning, self.stage != nil { schedule() }
    }

    func finish() {
        isOver = true
        alarm.ring()
    }

    /// Saves at its times until ``finish()`` or cancellation, by a driver of its own that starts with the first such stage.
    func run(_ launch: DVCLaunch, project: String) async {
        guard !settings.files.isEmpty else { return }
        guard await isDue() else { return }
        do {
            try await DVCSession.run(launch.beside(as: "checkpoints"), events: { _ in }) { session in
                repeat { await self.save(by: session, project: project) } while await self.isDue()
            }
        } catch {
            if !Task.isCancelled { await log.note(.warning, "checkpoints are not saved any more: \(error)") }
        }
    }

    /// Saves those of the stage that runs, now.
    func save(by session: DVCSession, project: String) async {
        guard let stage, let files = settings.files[stage] else { return }
        do {
            let saved = try await session.saveCheckpoints(files, of: stage, key: key, in: project)
            if !saved.isEmpty { await log.note(.info, "saved \(saved.joined(separator: ", ")) of \(stage)") }
        } catch {
            if !Task.isCancelled { await log.note(.warning, "the checkpoints of \(stage) could not be saved: \(error)") }
        }
    }

    /// After the result: nothing goes on from them any more.
    func forget(by session: DVCSession, project: String) async {
        guard !settings.files.isEmpty else { return }
        do {
            try await session.forgetCheckpoints(key: key, in: project)
        } catch {
            await log.note(.warning, "the checkpoints on the remote could not be removed: \(error)")
        }
    }

    /// Waits until a stage that keeps checkpoints has run for the time between two savings.
    private func isDue() async -> Bool {
        for await _ in alarm.rings {
            if isOver || Task.isCancelled { return false }
            guard stage != nil, isRunning, let due = next, due <= .now else { continue }
            schedule()
            return true
        }
        return false
    }

    private func schedule() {
        let time = Duration.seconds(settings.everySeconds)
        next = .now + time
        alarm.ring(in: time)
    }
}
