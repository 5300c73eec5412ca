package import FoundationEssentials
package import RunModel

/// Where runs are kept. Every call is one transaction; a call that returns has reached the disk.
package protocol RunStore: SweepStore {
    /// Takes a run once: stores `run` if its key is new; else joins the branches of `run` to the run that has the key. A
    /// commit that is a result of ours is taken for none.
    func take(_ run: Run) async throws -> Taken

    func run(_ id: RunID) async throws -> Run?
    func run(withKey key: RunKey) async throws -> Run?
    /// The runs whose id begins with `prefix`, newest first, at most `limit`.
    func runs(withPrefix prefix: String, limit: Int) async throws -> [Run]
    /// Newest first.
    func runs(_ filter: RunFilter, limit: Int) async throws -> [Run]
    /// Every run that has not ended, oldest first.
    func openRuns() async throws -> [Run]
    /// Those among them that the next round can be about, oldest first: all that are not in the queue, and of those in it the
    /// `limit` oldest of each lane (0: none), see ``Run/lane``. A flood of pushes costs no more than that, and hides nobody's run.
    func frontRuns(perLane limit: Int) async throws -> [Run]

    /// Reads, changes and writes a run in one transaction; `change` may throw to leave it as it was. A run that comes to its
    /// end by the change is put into the outbox by the same transaction, so that no crash can lose its report or its messages.
    @discardableResult
    func update(_ id: RunID, _ change: @Sendable (inout Run) throws -> Void) async throws -> Run

    /// What the attempts that have ended used in a month, by repository.
    func usage(in month: Month) async throws -> [RepositoryName: Usage]

    /// Whether the commit is a result of ours, so that it never triggers.
    func isResult(_ sha: CommitSHA, of repository: RepositoryName) async throws -> Bool

    /// The heads that the poller saw last; nil where it has not looked yet.
    func heads(of repository: RepositoryName) async throws -> [BranchName: CommitSHA]?
    func setHeads(_ heads: [BranchName: CommitSHA], of repository: RepositoryName) async throws

    /// What was said on a commit that starts nothing (mistakes, trust); true if it had not been said before.
    func record(_ refusal: Refusal) async throws -> Bool
    /// Refusals that still have to be said on their commits, oldest first.
    func dueRefusals() async throws -> [Refusal]
    func settle(_ refusal: Refusal) async throws
    func refusals(of repository: RepositoryName?, limit: Int) async throws -> [Refusal]

    /// Reports that still have to reach their forge.
    func dueReports(at time: Date) async throws -> [PendingReport]
    /// Puts a due report off for the one who is about to deliver it; false where another has done so just now.
    func hold(_ report: PendingReport, at now: Date, until time: Date) async throws -> Bool
    /// Takes the report out of the outbox, or puts it off. One that has come since for the same run stays.
    func settle(_ report: PendingReport, retryAt: Date?, problem: String?) async throws

    /// Messages that still have to be sent, or to find the rules that tell of them.
    func dueMessages(at time: Date) async throws -> [PendingMessage]
    /// Puts a message for each rule in the place of one that has no rule yet, in one transaction.
    func address(_ message: PendingMessage, to rules: [String]) async throws
    /// Takes the message out, or puts it off. One of a later end of the same run stays.
    func settle(_ message: PendingMessage, retryAt: Date?, problem: String?) async throws
}

extension RunStore {
    /// Where one engine alone delivers, it has no need to hold.
    package func hold(_ report: PendingReport, at now: Date, until time: Date) async throws -> Bool { true }
}

/// What came of ``RunStore/take(_:)``.
package enum Taken: Sendable, Equatable {
    case new(Run)
    /// The run was there already; `joined` when a branch is new to it.
    case known(Run, joined: Bool)
    /// The commit is a result of ours, which never triggers.
    case result
}

package struct RunFilter: Sendable, Equatable {
    package var repository: RepositoryName?
    package var states: Set<String>?

    package init(repository: RepositoryName? = nil, states: Set<String>? = nil) {
        self.repository = repository
        self.states = states
    }
}

/// A pushed commit that asked for a run and starts none, and why.
package struct Refusal: Sendable, Equatable, Codable {
    package var repository: RepositoryName
    package var branch: BranchName
    package var sha: CommitSHA
    package var at: Date
    package var diagnostics: [Diagnostic]
    /// Where the commit was pushed to.
    package var cloneURL: String

    package init(
        repository: RepositoryName, cloneURL: String, branch: BranchName, sha: CommitSHA, at: Date, diagnostics: [Diagnostic]
    ) {
        self.cloneURL = cloneURL
        self.repository = repository
        self.branch = branch
        self.sha = sha
        self.at = at
        self.diagnostics = diagnostics
    }
}

package struct PendingReport: Sendable, Equatable {
    package var run: RunID
    package var firstDueAt: Date
    package var tries: Int

    package init(run: RunID, firstDueAt: Date, tries: Int) {
        self.run = run
        self.firstDueAt = firstDueAt
        self.tries = tries
    }
}
