import Foundation
package import RunModel

extension Run {
    /// A run that nothing has happened to yet, accepted at second 1000.
    ///
    /// - Parameter n: 0 to 25; tells its id from others'.
    package static func sample(_ n: Int = 1, branch: String = "main", sha: Character = "a", repository: String = "host/a/b") throws -> Run {
        let letter = String(decoding: [UInt8(ascii: "a") + UInt8(n)], as: UTF8.self)
        guard let id = RunID("r-20260102T030405-aaaaaaa\(letter)"), let repository = RepositoryName(repository),
            let sha = CommitSHA(String(repeating: sha, count: 40)), let branch = BranchName(branch)
        else { throw Malformed(what: "sample run", text: "\(n) \(branch)") }
        return Run(
            id: id, request: RunRequest(repository: repository, sha: sha), cloneURL: "https://host/a/b", destination: .origin,
            branches: [branch], resources: Resources(), deadlineSeconds: 60, subject: "s",
            acceptedAt: Date(timeIntervalSince1970: 1000), cause: "push")
    }
}
