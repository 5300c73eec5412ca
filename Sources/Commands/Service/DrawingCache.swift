import Foundation
import Git
import RunModel

/// The drawings of runs' plots, for their pages: files of the state directory, or fetched from the remote where the job has left
/// them. What is there is a repository's own and is only ever handed on.
actor DrawingCache {
    private let directory: String
    /// Nil for a repository that is no project; it is then read without a token.
    private let project: @Sendable (RepositoryName) -> ProjectSettings?
    /// In bytes, of all files together.
    private let room: Int
    private let now: @Sendable () -> Date
    /// Fetches that are under way: one for a commit, however many pictures of it are asked for.
    private var fetches: [CommitSHA: Task<Bool, Never>] = [:]
    /// When a fetch came to nothing.
    private var failures: [CommitSHA: Date] = [:]

    /// In bytes.
    private static let largest = 512 << 10
    private static let patience: Duration = .seconds(20)
    private static let pauseSeconds: Double = 30

    init(
        directory: String, room: Int = 256 << 20, project: @escaping @Sendable (RepositoryName) -> ProjectSettings?,
        now: @escaping @Sendable () -> Date
    ) {
        self.directory = directory
        self.room = room
        self.project = project
        self.now = now
    }

    /// - Parameter file: one that the run's report names.
    /// - Returns: nil where it cannot be had now.
    func drawing(_ file: String, of run: Run) async -> [UInt8]? {
        // The report comes from a job: its words become a path and a ref only where they have the form of one.
        guard let plots = run.report?.plots, Self.isName(file), BunsenRefs.digits(of: plots.ref, .plots) == run.key.short else {
            return nil
        }
        let path = "\(place(plots.commit))/\(file)"
        if let kept = FileManager.default.contents(atPath: path) { return Array(kept) }
        guard await fetch(plots, of: run) else { return nil }
        return FileManager.default.contents(atPath: path).map { Array($0) }
    }

    /// `1.svg`.
    private static func isName(_ file: String) -> Bool {
        let digits = file.utf8.dropLast(4)
        return file.hasSuffix(".svg") && (1...3).contains(digits.count) && digits.allSatisfy { (48...57).contains($0) }
    }

    private func place(_ commit: CommitSHA) -> String { "\(directory)/\(commit)" }

    private func fetch(_ plots: Plots, of run: Run) async -> Bool {
        if let failure = failures[plots.commit], now().timeIntervalSince(failure) < Self.pauseSeconds { return false }
        if let task = fetches[plots.commit] { return await task.value }
        let task = Task { (try? await bring(plots, of: run)) != nil }
        fetches[plots.commit] = task
        let isThere = await task.value
        fetches[plots.commit] = nil
        failures = failures.filter { now().timeIntervalSince($0.value) < Self.pauseSeconds }
        failures[plots.commit] = isThere ? nil : now()
        return isThere
    }

    private func bring(_ plots: Plots, of run: Run) async throws {
        let project = project(run.request.repository)
        let files = try await ScratchRepository.with(project, like: plots.commit, deadline: Self.patience) { git in
            var git = git
            // What is larger than a drawing may be is left out, and not fetched when it is asked for either.
            git.environment["GIT_NO_LAZY_FETCH"] = "1"
            try await git.run(
                "fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:limit=\(Self.largest)", "--", run.cloneURL,
                "+\(plots.ref):refs/heads/plots")
            var files: [String: Data] = [:]
            for file in plots.drawings.map(\.file) where Self.isName(file) {
                // A later attempt of the run may have put others there; those are not what the report tells of.
                let text = try await git.run("cat-file", "blob", "\(plots.commit):\(file)").standardOutput
                if text.utf8.count <= Self.largest { files[file] = Data(text.utf8) }
            }
            return files
        }
        let place = place(plots.commit)
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for (file, bytes) in files { try bytes.write(to: URL(filePath: "\(place)/\(file)"), options: .atomic) }
        try makeRoom(besides: plots.commit)
    }

    /// Takes the oldest away until what stays is within the limit.
    private func makeRoom(besides newest: CommitSHA) throws {
        let files = FileManager.default
        var commits: [(path: String, date: Date, bytes: Int)] = []
        for name in try files.contentsOfDirectory(atPath: directory) {
            let path = "\(directory)/\(name)"
            let bytes = try files.contentsOfDirectory(atPath: path).reduce(0) { sum, file in
                sum + ((try? files.attributesOfItem(atPath: "\(path)/\(file)")[.size] as? Int) ?? 0)
            }
            let date = try files.attributesOfItem(atPath: path)[.modificationDate] as? Date
            commits.append((path, name == newest.text ? .distantFuture : date ?? .distantPast, bytes))
        }
        var total = commits.reduce(0) { $0 + $1.bytes }
        for commit in commits.sorted(by: { $0.date < $1.date }).dropLast() where total > room {
            try files.removeItem(atPath: commit.path)
            total -= commit.bytes
        }
    }
}
