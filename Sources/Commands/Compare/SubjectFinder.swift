import Foundation
import Git
import RunModel
import Web

/// Finds what people name: in the clone they stand in, on its `origin`, and among the runs of the service or its store.
struct SubjectFinder {
    /// The clone; nil outside of any.
    let git: Git?
    let access: (any RunsAccess & SweepsAccess)?

    /// What one name stands for: a sweep stands for all its runs, the best first. Gives also the commit that those are based on.
    func all(_ name: String) async throws -> (subjects: [Subject], base: String?) {
        guard name.hasPrefix("s-"), let sweep = try? await access?.sweep(name) else { return ([try await find(name)], nil) }
        var subjects: [Subject] = []
        for row in sweep.runs {
            var subject = try await find(row.run.text)
            subject.name = row.experiment ?? subject.name
            subjects.append(subject)
        }
        return (subjects, sweep.commit)
    }

    /// - Throws: ``CommandFailure`` `unknown_name` with the nearest name, or `ambiguous`.
    func find(_ name: String) async throws -> Subject {
        if name == Subject.Kind.workspace.rawValue, git != nil {
            return Subject(name: name, kind: .workspace)
        }
        let isID = name.hasPrefix("r-")
        if isID, let run = try await run(name) { return run }
        if let git {
            if let found = try await experiment(name, git) { return found }
            if let found = try await commit(name, git) { return found }
            if isID, let found = try await result(of: name, git) { return found }
        }
        if !isID, let run = try await run(name) { return run }
        throw await unknown(name)
    }

    // MARK: Runs

    private func run(_ name: String) async throws -> Subject? {
        guard let document = try await document(name) else { return nil }
        var subject = Subject(name: name, kind: .run, title: document.subject, run: RunFacts(document))
        if let git, let result = document.result, let sha = CommitSHA(result.commit),
            await has(sha, from: [result.ref] + result.published.map(\.ref), git)
        {
            subject.commit = sha
        }
        return subject
    }

    private func document(_ name: String) async throws -> RunDocument? {
        do {
            return try await access?.show(name)
        } catch let error as APIError where error.code == "not_found" {
            return nil
        } catch is CommandFailure {
            // A service that does not answer is none.
            return nil
        }
    }

    /// A result commit that says it is of this run, where no service knows it.
    private func result(of run: String, _ git: Git) async throws -> Subject? {
        guard run.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }) else { return nil }
        let found = try await git.run(
            "log", "--all", "--format=%H %(trailers:key=Bunsen-Run,valueonly,separator=%x20)", "--grep=^Bunsen-Run: \(run)"
        ).lines.map { $0.split(separator: " ").map(String.init) }.filter { $0.count == 2 && $0[1].hasPrefix(run) }
        let runs = Set(found.map { $0[1] })
        guard runs.count < 2 else { throw Self.ambiguous(run, runs.sorted()) }
        guard let sha = found.first.flatMap({ CommitSHA($0[0]) }) else { return nil }
        return try await at(sha, named: run, kind: .run, git)
    }

    // MARK: Commits

    private func experiment(_ name: String, _ git: Git) async throws -> Subject? {
        for isRemote in [false, true] {
            // A remote that cannot be reached has none.
            let all = isRemote ? (try? await git.experiments(at: "origin")) ?? [:] : try await git.experiments()
            var found = all.filter { $0.key.name == name }
            if found.isEmpty, name.hasPrefix("r-"), RunID(name) == nil { found = all.filter { $0.key.name.hasPrefix(name) } }
            if found.count > 1, let head = CommitSHA(try await git.attempt("rev-parse", "HEAD").text) {
                let ofHead = found.filter { $0.key.base == head }
                if !ofHead.isEmpty { found = ofHead }
            }
            guard found.count < 2 else {
                throw Self.ambiguous(name, found.map { "\($0.key.name) of \($0.key.base.short) (\($0.value.short))" }.sorted())
            }
            if let (ref, sha) = found.first, await has(sha, from: [ref.ref], git) {
                return try await at(sha, named: name, kind: .experiment, git)
            }
            // A branch goes before an experiment of the remote.
            if !isRemote, let found = try await commit(name, git, looksAtRemote: false) { return found }
        }
        return nil
    }

    private func commit(_ name: String, _ git: Git, looksAtRemote: Bool = true) async throws -> Subject? {
        for revision in [name, "origin/\(name)"] {
            let found = try await git.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}")
            if found.status == 0, let sha = found.lines.last.flatMap({ CommitSHA($0) }) {
                return try await at(sha, named: name, kind: .commit, git)
            }
        }
        guard looksAtRemote, let branch = BranchName(name), let sha = try? await git.remoteRef(branch.ref, at: "origin"),
            await has(sha, from: [branch.ref], git)
        else { return nil }
        return try await at(sha, named: name, kind: .commit, git)
    }

    private func at(_ sha: CommitSHA, named name: String, kind: Subject.Kind, _ git: Git) async throws -> Subject {
        let lines = try await git.run(
            "log", "-1", "--no-show-signature", "--format=%s%n%(trailers:key=Bunsen-Run,valueonly)", sha.text, "--"
        ).lines
        var subject = Subject(name: name, kind: kind, commit: sha, title: lines.first)
        subject.madeBy = lines.dropFirst().lazy.compactMap { RunID($0) }.first
        if let id = subject.madeBy { subject.run = try await document(id.text).map { RunFacts($0) } }
        return subject
    }

    /// Whether the clone has the commit now: what is missing is fetched, by no ref of its own.
    private func has(_ sha: CommitSHA, from refs: [String], _ git: Git) async -> Bool {
        for ref in [""] + refs {
            if !ref.isEmpty {
                _ = try? await git.attempt("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "origin", "--", ref)
            }
            if let there = try? await git.attempt("cat-file", "-e", "\(sha)^{commit}"), there.status == 0 { return true }
        }
        return false
    }

    // MARK: Notes

    /// With what the notes on `origin` say of results whose run no service here knows.
    func withNotes(_ subjects: [Subject]) async -> [Subject] {
        let wanted = subjects.filter { $0.run == nil && $0.madeBy != nil }.compactMap(\.commit)
        guard let git, !wanted.isEmpty else { return subjects }
        let notes = Notes(git: git, url: "origin", identity: CommitIdentity())
        guard let lines = try? await notes.lines(on: wanted, as: "compare-\(getpid())") else { return subjects }
        return subjects.map { subject in
            guard subject.run == nil, let commit = subject.commit, let id = subject.madeBy else { return subject }
            let reports = (lines[commit] ?? []).compactMap { try? JSONDecoder.bunsen.decode(Report.self, from: Data($0.utf8)) }
            var subject = subject
            subject.run = reports.last { $0.run == id }.map { RunFacts($0) }
            return subject
        }
    }

    // MARK: What is wrong

    private func unknown(_ name: String) async -> CommandFailure {
        var known = await (try? access?.list(repository: nil, states: [], limit: 100))?.map(\.id.text) ?? []
        if let git {
            known += await ((try? git.experiments()) ?? [:]).keys.map(\.name).sorted()
            let refs = try? await git.run("for-each-ref", "--format=%(refname:short)", "refs/heads/", "refs/tags/", "refs/remotes/")
            known += (refs?.lines ?? []).flatMap { [$0, $0.replacing("origin/", with: "", maxReplacements: 1)] }
        }
        let nearest = NearestName.of(name, among: known)
        let places = git == nil ? "This directory is in no clone, and no run" : "No run, experiment, branch or commit"
        return CommandFailure(
            .usage, code: "unknown_name", "\(places) has the name “\(Terminal.plain(name))”.",
            remedy: nearest.map { "Did you mean “\($0)”?" }
                ?? "`bunsen runs list`, `dvc exp list --all` and `git branch -a` show what there is.")
    }

    private static func ambiguous(_ name: String, _ candidates: [String]) -> CommandFailure {
        CommandFailure(
            .usage, code: "ambiguous", "“\(Terminal.plain(name))” fits several: \(candidates.prefix(6).joined(separator: ", ")).",
            remedy: "Give more of the name, or the commit.")
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
