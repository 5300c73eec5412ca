import Foundation
import RunModel
import TestKit
import Testing

@testable import Job

@Suite("The work of a failed attempt")
struct FailedWorkTests {
    let scratch: ScratchDirectory
    let places: WorkPlaces
    let log = JobLogWriter(nonce: "n", secrets: [], now: { Date() }, write: { _ in })

    init() async throws {
        scratch = try ScratchDirectory()
        places = WorkPlaces(work: "\(scratch.path)/work")
        try places.make()
    }

    private func write(_ path: String, bytes: Int = 10) throws {
        try scratch.write(String(repeating: "x", count: bytes), to: "work/open/clone/\(path)")
    }

    private func files(limit: Int = 1 << 20, secrets: [String] = []) async throws -> FailedFiles {
        try await FailedFiles(of: places, limit: limit, secrets: secrets)
    }

    @Test func `is the clone and what it borrows from, without cache, local settings, and links into the cache`() async throws {
        try write("dvc.yaml")
        for path in [".dvc/config", ".dvc/config.local", ".dvc/tmp/lock", "sub/.dvc/cache/files/md5/ab/cd", ".git/HEAD", "dir/own"] {
            try write(path)
        }
        for path in ["work/git/HEAD", "work/git/imports/x", "work/git/hooks/y", "work/journal.jsonl", "work/open/home/.netrc", "cache/a"] {
            try scratch.write("x", to: path)
        }
        let clone = places.clone
        try FileManager.default.linkItem(atPath: "\(scratch.path)/cache/a", toPath: "\(clone)/hard")
        try FileManager.default.linkItem(atPath: "\(clone)/dir/own", toPath: "\(clone)/dir/too")
        try FileManager.default.createSymbolicLink(atPath: "\(clone)/soft", withDestinationPath: "\(scratch.path)/cache")
        let files = try await files()
        #expect(
            Set(files.paths) == [
                "open/clone", "open/clone/dvc.yaml", "open/clone/.dvc", "open/clone/.dvc/config", "open/clone/sub", "open/clone/sub/.dvc",
                "open/clone/.git", "open/clone/.git/HEAD", "open/clone/dir", "open/clone/dir/own", "open/clone/dir/too", "open/clone/soft",
                "git", "git/HEAD",
            ])
        #expect(files.leftOut == ["hard"])
    }

    @Test func `is within its limit without the largest files, and never without a part of the repository`() async throws {
        try write("large", bytes: 600)
        try write("middle", bytes: 300)
        try write("small", bytes: 100)
        try write(".git/index", bytes: 50)
        #expect(try await files(limit: 1050).leftOut == [])
        #expect(try await files(limit: 1049).leftOut == ["large"])
        #expect(try await files(limit: 160).leftOut == ["large", "middle"])
        await #expect(throws: Failure.self) { try await files(limit: 49) }
    }

    @Test(arguments: [0, (1 << 20) - 8, 1 << 20, (2 << 20) - 3])
    func `has no file with a secret in it, wherever it stands`(offset: Int) async throws {
        try scratch.write(String(repeating: "h", count: offset) + "hhunter2-secret\n", to: "work/open/clone/written")
        try scratch.write("hunter2-secre", to: "work/open/clone/nearly")
        let files = try await files(limit: 1 << 30, secrets: ["hunter2-secret", "abc"])
        #expect(files.leftOut == ["written"] && files.paths.contains("open/clone/nearly"))
    }

    @Test func `is not waited for once the job is told to stop, and leaves nothing behind`() async throws {
        let stop = StopRequest(graceSeconds: 6)
        try write("dvc.yaml")
        let destination = FailedWorkPlace(try #require(S3Place("s3://data/failed/r")), limit: 1 << 20, secrets: []) { path in
            #expect(FileManager.default.fileExists(atPath: path))
            await stop.stop(.asked)
            try await Task.sleep(for: .seconds(3600))
        }
        let remark = await FailedWork(
            places: places, destination: destination, searchPath: "/usr/bin:/bin", stop: stop, log: log, deadline: .seconds(3600)
        ).keep()
        #expect(remark == "The work directory was not kept: the job was told to stop")
        #expect(try FileManager.default.contentsOfDirectory(atPath: places.work).sorted() == ["git", "open"])
    }
}
