import Engine
import Foundation
import RunModel
import TestKit
import Testing

/// What every store must do with what is to be told, and counted.
extension StoreConformance {
    @Test("an end puts one report into the outbox, until it is settled; one of a later end stays", arguments: StoreKind.allCases)
    func outbox(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            let run = try Run.sample()
            _ = try await store.take(run)
            #expect(try await store.dueReports(at: .distantFuture).isEmpty)
            try await end(run, in: store)
            let end = Date(timeIntervalSince1970: 1060)
            #expect(try await store.dueReports(at: end - 1).isEmpty)
            let pending = try #require(try await other.dueReports(at: end).first)
            #expect(pending == PendingReport(run: run.id, firstDueAt: end, tries: 0))
            try await store.settle(pending, retryAt: end + 60, problem: "down")
            #expect(try await store.dueReports(at: end + 59).isEmpty)
            #expect(try await store.dueReports(at: end + 60).map(\.tries) == [1])

            try await store.update(run.id) { try $0.move(to: .accepted, at: end + 70, because: "again") }
            try await self.end(run, in: store, at: 1200)
            // The first one comes late: it must not take the second away.
            try await store.settle(pending, retryAt: nil, problem: nil)
            let second = try #require(try await store.dueReports(at: .distantFuture).first)
            #expect(second.firstDueAt == Date(timeIntervalSince1970: 1200) && second.tries == 0)
            try await other.settle(second, retryAt: nil, problem: nil)
            #expect(try await store.dueReports(at: .distantFuture).isEmpty)
        }
    }

    @Test("an end is told once by each rule, and an earlier end no more", arguments: StoreKind.allCases)
    func messages(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            let run = try Run.sample()
            _ = try await store.take(run)
            try await end(run, in: store)
            let first = try #require(try await store.dueMessages(at: .distantFuture).first)
            #expect(first == PendingMessage(run: run.id, rule: nil, endedAt: 1060, tries: 0))
            try await store.address(first, to: ["chat", "mail"])
            // A second process that read the same does nothing.
            try await other.address(first, to: ["chat", "mail", "third"])
            let addressed = try await store.dueMessages(at: .distantFuture)
            #expect(addressed.compactMap(\.rule).sorted() == ["chat", "mail"])
            let chat = try #require(addressed.first { $0.rule == "chat" })
            try await store.settle(chat, retryAt: Date(timeIntervalSince1970: 2000), problem: "down")
            #expect(try await store.dueMessages(at: Date(timeIntervalSince1970: 1999)).map(\.rule) == ["mail"])

            try await store.update(run.id) { try $0.move(to: .accepted, at: Date(timeIntervalSince1970: 1070), because: "again") }
            try await end(run, in: store, at: 1200)
            try await store.settle(chat, retryAt: nil, problem: nil)
            let second = try await store.dueMessages(at: .distantFuture)
            #expect(second == [PendingMessage(run: run.id, rule: nil, endedAt: 1200, tries: 0)])
            try await store.address(second[0], to: [])
            #expect(try await store.dueMessages(at: .distantFuture).isEmpty)
        }
    }

    @Test("a refusal is said once, and kept", arguments: StoreKind.allCases)
    func refusals(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            let run = try Run.sample()
            let mistake = Diagnostic(.unknownExecutor, keyword: "ACME_ON", message: "none")
            func refusal(_ branch: String, at seconds: Double) throws -> Refusal {
                Refusal(
                    repository: run.request.repository, cloneURL: run.cloneURL, branch: try #require(BranchName(branch)),
                    sha: run.request.sha, at: Date(timeIntervalSince1970: seconds), diagnostics: [mistake])
            }
            #expect(try await store.record(refusal("main", at: 10)))
            #expect(try await other.record(refusal("main", at: 20)) == false)
            #expect(try await store.record(refusal("a", at: 30)))
            #expect(try await store.dueRefusals() == [refusal("main", at: 10), refusal("a", at: 30)])
            try await other.settle(refusal("main", at: 10))
            #expect(try await store.dueRefusals() == [refusal("a", at: 30)])
            #expect(try await store.refusals(of: run.request.repository, limit: 9).map(\.branch.text) == ["a", "main"])
            #expect(try await store.refusals(of: nil, limit: 1).map(\.branch.text) == ["a"])
            #expect(try await store.refusals(of: RepositoryName("host/a/other"), limit: 9).isEmpty)
            #expect(try await store.record(refusal("main", at: 40)) == false)
        }
    }

    @Test("heads are kept by repository", arguments: StoreKind.allCases)
    func heads(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            let run = try Run.sample()
            #expect(try await store.heads(of: run.request.repository) == nil)
            let heads = [run.branches[0]: run.request.sha, try #require(BranchName("ä/ö")): run.request.sha]
            try await store.setHeads([:], of: run.request.repository)
            #expect(try await other.heads(of: run.request.repository) == [:])
            try await store.setHeads(heads, of: run.request.repository)
            #expect(try await other.heads(of: run.request.repository) == heads)
        }
    }

    @Test("what attempts used is counted once, by repository and month", arguments: StoreKind.allCases)
    func usage(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            for (n, name) in ["host/a/b", "host/a/b", "host/a/c"].enumerated() {
                let run = try Run.sample(n, sha: Array("abc")[n], repository: name)
                _ = try await store.take(run)
                try await end(run, in: n == 1 ? other : store)
                // Not an attempt's end: counts nothing.
                try await store.update(run.id) { $0.subject = "changed" }
            }
            let used = try await store.usage(in: Month(of: Date(timeIntervalSince1970: 1000)))
            let vcpus = Double(Resources().vcpus)
            #expect(used[try #require(RepositoryName("host/a/b"))] == Usage(vcpuSeconds: 120 * vcpus))
            #expect(used[try #require(RepositoryName("host/a/c"))] == Usage(vcpuSeconds: 60 * vcpus))
            #expect(try await store.usage(in: Month(of: Date(timeIntervalSince1970: 1_800_000_000))).isEmpty)
        }
    }

    @Test("a run of a megabyte is kept whole, and small again", arguments: StoreKind.allCases)
    func large(_ kind: StoreKind) async throws {
        try await kind.with { store, other in
            let run = try Run.sample()
            _ = try await store.take(run)
            let subject = String(repeating: "0123456789abcdef", count: 65_536)
            try await store.update(run.id) { $0.subject = subject }
            #expect(try await other.run(run.id)?.subject == subject)
            #expect(try await other.openRuns().map(\.subject) == [subject])
            #expect(try await other.runs(RunFilter(), limit: 1).map(\.subject) == [subject])
            try await other.update(run.id) { $0.subject = "small" }
            #expect(try await store.run(run.id)?.subject == "small")
            #expect(try await store.openRuns().map(\.subject) == ["small"])
        }
    }
}
