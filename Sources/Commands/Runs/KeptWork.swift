import Engine
import Foundation
import Glibc
import Job
import RunModel
import Web

/// The work directory of a run that has ended, for a person to look into.
struct KeptWork: Sendable {
    let run: RunDocument
    let state: StateDirectory

    /// Where DVC and the stages ran.
    var clone: String { "\(open)/clone" }
    /// All that the stages could write.
    var open: String { "\(state.work(run.id))/open" }
    /// The repository whose objects the clone borrows.
    var git: String { "\(state.work(run.id))/git" }
    /// What its stages were given; nil: what the machine has.
    var environment: KeptEnvironment? { KeptEnvironment.read(in: state.work(run.id)) }

    /// Holds the directory, so that nothing removes it meanwhile.
    ///
    /// - Throws: ``CommandFailure`` where the run still runs, or where nothing is kept.
    func hold(_ keep: KeepSettings) throws -> DirectoryLock {
        guard run.isEnded else {
            throw CommandFailure(
                .failed, code: "not_ended", "\(run.id) has not ended (\(run.state)), and its work directory is its job's.",
                remedy: "follow: bunsen runs logs -f \(run.id) · end it: bunsen runs cancel \(run.id)")
        }
        do {
            guard let lock = try DirectoryLock.use(state.work(run.id)) else { throw gone(keep) }
            guard FileManager.default.fileExists(atPath: clone) else { throw gone(keep) }
            return lock
        } catch let error as FileError where error.code == EACCES || error.code == EPERM {
            throw noAccess
        }
    }

    var noAccess: CommandFailure {
        CommandFailure(
            .refused, code: "no_access", "The work directory of \(run.id) is not open to you.",
            remedy: "Ask as the user of the service: sudo -u \(owner) bunsen runs open \(run.id) --state \(state.path)")
    }

    private var owner: String {
        var status = stat()
        guard stat(state.path, &status) == 0, let entry = getpwuid(status.st_uid) else { return "USER" }
        return String(cString: entry.pointee.pw_name)
    }

    private func gone(_ keep: KeepSettings) -> CommandFailure {
        guard run.attempts > 0 else {
            return CommandFailure(
                .failed, code: "work_gone", "\(run.id) was never given to a job, and so has no work directory.",
                remedy: "bunsen runs show \(run.id) tells why; bunsen runs retry \(run.id) starts it.")
        }
        return CommandFailure(
            .failed, code: "work_gone",
            "The work directory of \(run.id) is not here: it is kept for \(DurationText.text(seconds: keep.workSeconds)) after the run's end "
                + "(keep.work), and all of them together up to \(keep.failedGiB) GiB (keep.failed_gib).",
            remedy: "bunsen runs retry \(run.id) makes it anew; stages that were finished come from the cache.")
    }

    /// Sees to it that nothing changed by hand becomes part of a result: another attempt fetches the commit afresh. A result
    /// commit that is there already stands in a repository apart, and is gone on with.
    ///
    /// - Throws: ``CommandFailure`` where an attempt has begun meanwhile.
    func detach(in store: any RunStore) async throws {
        let (id, journal) = (run.id, "\(state.work(run.id))/journal.jsonl")
        do {
            // Within a transaction, because the next attempt begins with another.
            try await store.update(id) { run in
                guard run.state.isEnded else { throw Reopened() }
                guard Journal(path: journal).value(of: .commit) == nil else { return }
                guard unlink(journal) == 0 || errno == ENOENT else { throw FileError(what: journal, code: errno) }
            }
        } catch is Reopened {
            throw reopened
        }
    }

    var reopened: CommandFailure {
        CommandFailure(
            .failed, code: "not_ended", "Another attempt of \(run.id) was asked for just now.",
            remedy: "follow: bunsen runs logs -f \(run.id)")
    }
}

/// A run that had ended is to run again.
struct Reopened: Error {}
