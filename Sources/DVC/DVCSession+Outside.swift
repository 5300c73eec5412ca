import FoundationEssentials
import RunModel

/// Commands that run elsewhere than in the driver's sandbox.
extension DVCSession {
    /// What the driver has written of a command. Of its own sandbox's making, so no more is taken from it than is needed.
    private struct Asked: Decodable {
        let cmd: String
        let cwd: String
        let env: [String: String]
    }

    /// Runs what the driver asks for, one after the other, until it has ended.
    func runOutside() async {
        for await id in asked {
            // A call that was stopped meanwhile wants nothing any more.
            guard isWaiting(for: id), let commandFile else { continue }
            var code = 125
            do {
                let bytes = try Data(contentsOf: URL(filePath: commandFile))
                let command = try JSONDecoder().decode(Asked.self, from: bytes)
                let own = command.env.filter { ["DVC_ROOT", "DVC_STAGE"].contains($0.key) }
                code = await runOutside(
                    StageCommand(
                        argv: ["/bin/sh", "-c", command.cmd], directory: command.cwd, variables: variables.merging(own) { $1 },
                        capture: nil)
                ).code
            } catch {
                await report(.note(JobEvent.Note(.error, "the command of a stage could not be read: \(error)")))
            }
            guard isWaiting(for: id) else { continue }
            try? await tell(DVCRequest(id: nil, call: "answer", target: id, exit: code))
        }
    }

    func runOutside(_ command: StageCommand) async -> StageEnd {
        guard let outside else { return StageEnd(code: 125) }
        isOutside = true
        defer { isOutside = false }
        return await outside.run(command) { [report] in await report(.output($0)) }
    }

    /// Waits until no command of a call that is over runs any more: nobody asks for what it makes.
    func settle() async {
        while isOutside {
            await outside?.stop(grace)
            // Also within a task that was cancelled.
            await Task { try? await Task.sleep(for: .milliseconds(50)) }.value
        }
    }
}
