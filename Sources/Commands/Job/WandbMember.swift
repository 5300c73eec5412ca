import Foundation
import RunModel

/// One run of a sweep of Weights & Biases, as `wandb agent` starts it: which run it is stands in the environment, the values of
/// its parameters are arguments.
///
/// Source: `_command_run` of wandb/wandb_agent.py, and `create_sweep_command_args` of wandb/sdk/launch/sweeps/utils.py.
struct WandbMember: Sendable {
    let sweep: String
    let run: String
    /// `NAME=VALUE`, each.
    let parameters: [String]
    let branch: BranchName

    /// - Throws: ``CommandFailure``
    init(_ parameters: [String], environment: [String: String]) throws {
        guard let sweep = environment["WANDB_SWEEP_ID"], let run = environment["WANDB_RUN_ID"], !sweep.isEmpty, !run.isEmpty else {
            throw CommandFailure(
                .usage, code: "no_sweep", "--sweep needs WANDB_SWEEP_ID and WANDB_RUN_ID, which `wandb agent` sets.",
                remedy: "Start it with `wandb agent`; to set parameters by hand, use `bunsen run -S NAME=VALUE`.")
        }
        guard let branch = BranchName("sweep/\(sweep)/\(run)") else {
            throw CommandFailure(
                .usage, code: "no_sweep",
                "WANDB_SWEEP_ID “\(Terminal.plain(sweep))” and WANDB_RUN_ID “\(Terminal.plain(run))” make no branch.",
                remedy: "Leave setting them to `wandb agent`.")
        }
        if let bad = parameters.first(where: { $0.hasPrefix("-") || !$0.contains("=") || $0.contains(where: \.isNewline) }) {
            throw CommandFailure(
                .usage, code: "bad_param", "“\(Terminal.plain(bad))” is no NAME=VALUE.",
                remedy: "Let the agent's command end with ${args_no_hyphens}: bunsen job --sweep ${args_no_hyphens}")
        }
        self.sweep = sweep
        self.run = run
        self.parameters = parameters
        self.branch = branch
    }

    /// The same run started again is the same job, which goes on.
    var job: String { "wandb/\(sweep)/\(run)" }

    /// As in an `:ACME_RUN:` line.
    var arguments: String {
        ArgumentText.joined(parameters.flatMap { ["-S", Self.single($0)] } + ["-n", run])
    }

    /// An agent gives one value: what would be several to Hydra, or none, is text.
    private static func single(_ parameter: String) -> String {
        let read = DVCArguments(["-S", parameter], experiment: true)
        guard read.asksForSweep || !read.diagnostics.isEmpty, let equals = parameter.firstIndex(of: "=") else { return parameter }
        let value = parameter[parameter.index(after: equals)...].replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\(parameter[...equals])\"\(value)\""
    }
}
