import Foundation
import RunModel
import Synchronization
import TestKit
import Testing

@testable import Commands

@Suite("Drawings are brought from the remote once, and kept within limits", .timeLimit(.minutes(20)))
struct DrawingCacheTests {
    /// A bare repository that drawings are put into.
    private final class House: Sendable {
        let scratch: ScratchDirectory
        var bare: String { "\(scratch.path)/project.git" }
        var directory: String { "\(scratch.path)/drawings" }
        let time = Mutex(Date(timeIntervalSince1970: 1_700_000_000))

        init() async throws {
            scratch = try ScratchDirectory()
            try await Program.run(["git", "init", "--quiet", "--bare", "\(scratch.path)/project.git"])
        }

        func run(_ digit: Character) throws -> Run {
            guard let repository = RepositoryName(url: bare), let sha = CommitSHA(String(repeating: digit, count: 40)) else {
                throw Malformed(what: "repository", text: bare)
            }
            var random = SystemRandomNumberGenerator()
            return Run(
                id: RunID(at: Date(), using: &random), request: RunRequest(repository: repository, sha: sha), cloneURL: bare,
                destination: .origin, branches: [], resources: Resources(), deadlineSeconds: 60, subject: "", acceptedAt: Date(),
                cause: "test")
        }

        /// Puts drawings where a job would.
        func draw(_ run: inout Run, _ files: [String: String], ref: String? = nil) async throws {
            var entries = ""
            for (name, text) in files.sorted(by: { $0.key < $1.key }) {
                try scratch.write(text, to: "blob")
                let blob = try await git("hash-object", "-w", "\(scratch.path)/blob")
                entries += "100644 blob \(blob)\t\(name)\n"
            }
            try scratch.write(entries, to: "entries")
            let tree = try await Program.run(["sh", "-c", "git -C '\(bare)' mktree < '\(scratch.path)/entries'"]).trimmed
            let commit = try await git("commit-tree", tree, "-m", "plots")
            let ref = ref ?? "refs/bunsen/plots/\(run.key.short)"
            try await git("update-ref", ref, commit)
            var report = Report(
                run: run.id, key: run.key, attempt: 1, outcome: "succeeded",
                trigger: Report.Trigger(repository: run.request.repository, branch: nil, commit: run.request.sha, subject: ""),
                asked: run.resources, times: Report.Times(started: Date(), ended: Date()))
            guard let sha = CommitSHA(commit) else { throw Malformed(what: "commit", text: commit) }
            report.plots = Plots(ref: ref, commit: sha, drawings: files.keys.sorted().map { Plots.Drawing(name: $0, file: $0) })
            run.report = report
        }

        @discardableResult
        func git(_ words: String...) async throws -> String { try await Program.run(["git", "-C", bare] + words).trimmed }

        func cache(room: Int = 1 << 20) -> DrawingCache {
            DrawingCache(directory: directory, room: room, project: { _ in nil }, now: { [self] in time.withLock { $0 } })
        }
    }

    @Test func `one fetch brings all of a run's, and then the remote is not asked again`() async throws {
        let house = try await House()
        var run = try house.run("a")
        try await house.draw(&run, ["1.svg": "<svg>one</svg>", "2.svg": "<svg>zwei ü</svg>"])
        let (cache, asked) = (house.cache(), run)
        async let first = cache.drawing("1.svg", of: asked)
        async let second = cache.drawing("2.svg", of: asked)
        #expect(await first == Array("<svg>one</svg>".utf8))
        #expect(await second == Array("<svg>zwei ü</svg>".utf8))
        try FileManager.default.removeItem(atPath: house.bare)
        #expect(await house.cache().drawing("2.svg", of: run) == Array("<svg>zwei ü</svg>".utf8))
    }

    @Test func `a remote that has them no more is asked again only after a while`() async throws {
        let house = try await House()
        var run = try house.run("a")
        try await house.draw(&run, ["1.svg": "<svg/>"])
        let (ref, commit) = try #require(run.report?.plots.map { ($0.ref, $0.commit.text) })
        try await house.git("update-ref", "-d", ref)
        let cache = house.cache()
        #expect(await cache.drawing("1.svg", of: run) == nil)
        try await house.git("update-ref", ref, commit)
        #expect(await cache.drawing("1.svg", of: run) == nil)
        house.time.withLock { $0 += 31 }
        #expect(await cache.drawing("1.svg", of: run) == Array("<svg/>".utf8))
    }

    @Test func `what a later attempt has put there, another ref, and strange names are not shown`() async throws {
        let house = try await House()
        var run = try house.run("a")
        try await house.draw(&run, ["1.svg": "<svg>mine</svg>"])
        var other = run
        try await house.draw(&other, ["1.svg": "<svg>later</svg>"])
        #expect(await house.cache().drawing("1.svg", of: run) == nil)
        #expect(await house.cache().drawing("1.svg", of: other) == Array("<svg>later</svg>".utf8))
        try await house.draw(&run, ["1.svg": "<svg/>"], ref: "refs/heads/secret")
        #expect(await house.cache().drawing("1.svg", of: run) == nil)
        try await house.draw(&run, ["x.svg": "<svg/>", "config": "secret"])
        for name in ["x.svg", "config", "../1.svg", ".svg", "1234.svg", "1.svg/"] {
            #expect(await house.cache().drawing(name, of: run) == nil, "\(name)")
        }
    }

    @Test func `a drawing that is larger than one may be is not kept, and the oldest go when there is no room`() async throws {
        let house = try await House()
        var large = try house.run("b")
        try await house.draw(&large, ["1.svg": String(repeating: "x", count: 600 << 10), "2.svg": "<svg/>"])
        #expect(await house.cache().drawing("1.svg", of: large) == nil)
        #expect(await house.cache().drawing("2.svg", of: large) == Array("<svg/>".utf8))
        var commits: [String] = []
        for digit in "cde" {
            var run = try house.run(digit)
            try await house.draw(&run, ["1.svg": "\(digit)" + String(repeating: "x", count: 100)])
            #expect(await house.cache(room: 250).drawing("1.svg", of: run)?.count == 101)
            let commit = try #require(run.report?.plots?.commit.text)
            commits.append(commit)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: Double(commits.count))], ofItemAtPath: "\(house.directory)/\(commit)")
        }
        let left = try Set(FileManager.default.contentsOfDirectory(atPath: house.directory))
        #expect(left.isSuperset(of: commits.suffix(2)) && !left.contains(commits[0]))
    }
}
