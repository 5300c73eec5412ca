import AWS
import Engine
import Foundation
import Glibc
import Job
import RunModel
import Web

/// The work directory of a failed job on AWS Batch, which the job has put into S3: it is brought to where work of this machine
/// would lie, and is looked into and removed as such.
///
/// Stages have written it, and on Batch they may write the object as well. So nothing is taken of it but the stages' clone and
/// what that borrows from; a later attempt here begins with neither, as there is no journal.
struct StoredWork: Sendable {
    private let work: KeptWork
    private let object: S3Place
    private let s3: S3
    private let store: any RunStore

    /// Nil where the run's last job was not on Batch, or its work is put nowhere.
    init?(_ work: KeptWork, _ settings: ServiceSettings, _ store: any RunStore) async throws {
        guard work.run.isEnded, let executor = try await store.run(work.run.id)?.attempts.last?.executor,
            let queue = settings.batch[executor], let object = queue.failedWork(of: work.run.id)
        else { return nil }
        (self.work, self.object, self.store) = (work, object, store)
        s3 = S3(AWSAccess.client(region: queue.region))
    }

    /// The version that is here.
    private var mark: String { "\(directory)/brought" }
    private var directory: String { work.state.work(work.run.id) }

    /// Does nothing where it is here already, or is not there any more.
    func bring() async throws {
        do {
            guard let head = try await s3.head(object.key, in: object.bucket) else { return }
            let version = head.etag ?? "\(head.length)"
            guard FileManager.default.contents(atPath: mark) != Data(version.utf8) else { return }
            try await replace(by: version, head)
        } catch let error as AWSError {
            throw CommandFailure(
                .failed, code: "work_not_fetched", "The work directory of \(work.run.id) could not be fetched from \(object): \(error).",
                remedy: "Let these credentials read the object (s3:GetObject on it, and s3:ListBucket on the bucket), then ask again.")
        } catch let error as FileError where error.code == EACCES || error.code == EPERM {
            throw work.noAccess
        } catch let error as CocoaError where error.code == .fileWriteNoPermission {
            throw work.noAccess
        }
    }

    private func replace(by version: String, _ head: S3Head) async throws {
        let run = work.state.run(work.run.id)
        try FileManager.default.createDirectory(
            atPath: run, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let draft = "\(run)/.brought-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: draft, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: draft) }
        let archive = "\(draft)/work.tar.gz"
        try await fetch(head, to: archive)
        let fresh = "\(draft)/work"
        try FileManager.default.createDirectory(atPath: fresh, withIntermediateDirectories: false)
        try WorkArchive.unpack(archive, into: fresh)
        try Data(version.utf8).write(to: URL(filePath: "\(fresh)/brought"))
        try await put(fresh)
    }

    private func fetch(_ head: S3Head, to path: String) async throws {
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: path)
        else { throw FileError(what: path, code: errno) }
        defer { try? file.close() }
        try await s3.object(object.key, in: object.bucket, as: head) { try file.write(contentsOf: $0) }
    }

    /// Within a transaction, as another attempt begins with one too. What somebody stands in, stays.
    private func put(_ fresh: String) async throws {
        let directory = directory
        try Aside.clear(directory)
        let former = try DirectoryLock.alone(directory)
        defer { withExtendedLifetime(former) {} }
        guard former != nil || access(directory, F_OK) != 0 else { return }
        do {
            try await store.update(work.run.id) { run in
                guard run.state.isEnded else { throw Reopened() }
                try Aside.move(directory)
                guard rename(fresh, directory) == 0 else { throw FileError(what: directory, code: errno) }
            }
        } catch is Reopened {
            throw work.reopened
        }
        try Aside.clear(directory)
    }
}
