import ArgumentParser
import Foundation
import Git
import NIOCore
import RunModel
import Settings
import Web

/// What the hook calls: writes the push into the spool, pokes the service, and says what it answered. Whatever happens, the
/// push has succeeded and this ends with 0.
struct HookReceive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive", abstract: "Take what a post-receive hook reads (called by the hook).", shouldDisplay: false)

    @OptionGroup var options: StateOptions

    /// How long a pusher waits for the answer; a very busy machine may be given more.
    private static let patience = TimeAmount.milliseconds(
        ProcessInfo.processInfo.environment["BUNSEN_HOOK_PATIENCE_MS"].flatMap { Int64($0) } ?? 280)

    func run() async throws {
        do {
            for line in try await receive() { print(Terminal.plain(line)) }
        } catch {
            let failure = Ending.failure(of: error)
            print("bunsen: this push starts nothing: \(Terminal.plain(failure?.message ?? "\(error)"))")
        }
    }

    private func receive() async throws -> [String] {
        let refs = try Self.refs(FileHandle.standardInput.readToEnd() ?? Data())
        guard !refs.isEmpty else { return [] }
        let environment = ProcessInfo.processInfo.environment
        guard let repository = RealPath.repository(environment["GIT_DIR"] ?? FileManager.default.currentDirectoryPath) else { return [] }
        let state = try StateDirectory(options.load().settings)
        let pusher = environment["GL_USERNAME"] ?? environment["GITEA_PUSHER_NAME"] ?? environment["REMOTE_USER"]
        let name = try SpooledPush(repository: repository, refs: refs, pusher: pusher).write(into: state.spool)
        let client: ServiceClient
        do {
            guard let found = try ServiceClient.find(state) else { return try await alone(refs, repository) }
            client = found
        } catch let failure as CommandFailure {
            return ["bunsen: noted; but \(failure.message) \(failure.remedy)"]
        }
        do {
            let answer: SpoolAnswer = try await client.post("/api/v1/spool", SpoolPoke(file: name), timeout: Self.patience)
            return answer.lines
        } catch {
            return ["bunsen: noted; the service answers later: bunsen runs list"]
        }
    }

    /// Without a service the push waits; only who asked for something is told so.
    private func alone(_ refs: [SpooledPush.Ref], _ repository: String) async throws -> [String] {
        let prefix = try options.load().settings.prefix
        for ref in refs.prefix(10) where ref.ref.hasPrefix("refs/heads/") {
            guard let sha = CommitSHA(ref.new), let message = try? await CommitMessage.read(sha, in: repository) else { continue }
            if Directives(message: message.text, prefix: prefix).isPresent {
                return ["bunsen: noted; the service is not up, and takes this when it starts: bunsen serve"]
            }
        }
        return []
    }

    /// `old new ref` lines; by bytes, because a ref may hold any.
    private static func refs(_ input: Data) -> [SpooledPush.Ref] {
        input.split(separator: UInt8(ascii: "\n")).compactMap { line in
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
            guard fields.count == 3 else { return nil }
            let words = fields.map { String(decoding: $0, as: UTF8.self) }
            return SpooledPush.Ref(old: words[0], new: words[1], ref: words[2])
        }
    }
}
