import Foundation
import Synchronization

/// As much of Weights & Biases as `wandb agent` needs: a sweep that hands out given runs, one after the other, as wandb 0.31 was
/// recorded to ask for them (POST /graphql: Viewer, SweepWithRuns, CreateAgent, Heartbeat).
package struct FakeWandb: Sendable {
    package let server: ForgeServer
    package var url: String { server.withState { $0.origin } }

    /// Serves while `body` runs.
    ///
    /// - Parameters:
    ///   - command: what the agent is to run, as a sweep's `command:`.
    ///   - runs: ids, and the values of their parameters.
    package static func serving<T: Sendable>(
        command: [String], runs: [(id: String, parameters: [String: JSON])], _ body: @escaping @Sendable (FakeWandb) async throws -> T
    ) async throws -> T {
        let left = Mutex(runs.map { (id: $0.id, parameters: $0.parameters) })
        let server = ForgeServer(ForgeState(repository: "none/none")) { call, _ in
            // The client's own measurements.
            guard call.path == "/graphql" else { return ForgeReply(200, [:]) }
            let query = call.json?["query"]?.text ?? ""
            func asks(_ operation: String) -> Bool { query.contains("\(operation)(") }
            if asks("SweepWithRuns") { return answer(["project": ["sweep": sweep(command)]]) }
            if asks("CreateAgent") { return answer(["createAgent": ["agent": ["id": "agent"]]]) }
            guard asks("Heartbeat") else { return answer(["viewer": ["id": "u", "entity": "lab", "username": "ada", "flags": "{}"]]) }
            // One that is at work is given nothing more.
            let isIdle = call.json?["variables"]?["runState"]?.text == "{}"
            guard isIdle else { return answer(["agentHeartbeat": ["agent": ["id": "agent"], "commands": "[]"]]) }
            let next = left.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            let commands: JSON =
                next.map { [["type": "run", "run_id": .text($0.id), "program": "train.py", "args": .object(values($0.parameters))]] }
                ?? [["type": "exit"]]
            return answer(["agentHeartbeat": ["agent": ["id": "agent"], "commands": .text(commands.written)]])
        }
        return try await server.serving { try await body(FakeWandb(server: server)) }
    }

    /// What `wandb` finds the server and its user by, and nothing of the person whose machine this is.
    package var environment: [String: String] {
        ["WANDB_BASE_URL": url, "WANDB_API_KEY": String(repeating: "5", count: 40), "WANDB_AGENT_MAX_INITIAL_FAILURES": "10"]
    }

    private static func answer(_ data: JSON) -> ForgeReply { ForgeReply(200, ["data": data]) }

    private static func values(_ parameters: [String: JSON]) -> [String: JSON] { parameters.mapValues { ["value": $0] } }

    private static func sweep(_ command: [String]) -> JSON {
        let words = JSON.list(command.map { .text($0) }).written
        return [
            "id": "U3dlZXA=", "name": "sw33p", "method": "grid", "state": "RUNNING", "description": nil,
            // YAML, of which JSON is a part.
            "config": .text("command: \(words)\nprogram: train.py\n"), "createdAt": nil, "heartbeatAt": nil, "updatedAt": nil,
            "earlyStopJobRunning": false, "bestLoss": nil, "controller": nil, "scheduler": nil, "runs": ["edges": []],
        ]
    }
}
