import ArgumentParser
import RunModel

/// What the options of `bunsen run` ask for, in the place of directives in the commit's message.
struct AskedDirectives: ParsableArguments {
    @Option(
        name: [.customShort("S"), .customLong("set-param")],
        help: ArgumentHelp("Change a parameter; makes it an experiment.", valueName: "k=v"))
    var parameters: [String] = []

    @Flag(name: [.customLong("exp")], help: "An experiment instead of a plain reproduction.")
    var experiment = false

    @Option(help: "Virtual CPUs.") var vcpus: Int?
    @Option(help: ArgumentHelp("Memory.", valueName: "MiB")) var memory: Int?
    @Option(help: "GPUs.") var gpus: Int?
    @Option(help: ArgumentHelp("The deadline: 90m, 6h.", valueName: "time")) var timeout: String?
    @Option(help: ArgumentHelp("The executor.", valueName: "name")) var on: String?

    var isEmpty: Bool {
        parameters.isEmpty && !experiment && vcpus == nil && memory == nil && gpus == nil && timeout == nil && on == nil
    }

    /// The commit's message with what these options add. Directives in the message hold alone.
    /// - Parameters:
    ///   - sweep: the options of a sweep.
    ///   - further: arguments of the run besides.
    ///   - isExperiment: whether it is one without `--exp`, too.
    func message(
        _ message: String, prefix: String, sweep: SweepOptions = SweepOptions(), further: [String] = [], isExperiment: Bool = false
    ) throws -> String {
        if Directives(message: message, prefix: prefix).isPresent {
            guard isEmpty, sweep == SweepOptions() else {
                throw CommandFailure(
                    .usage, code: "directives_hold", "The commit's message has directives, so options cannot change them.",
                    remedy: "Leave the options out, or run a commit without directives.")
            }
            return message
        }
        let arguments = ArgumentText.joined(parameters.flatMap { ["-S", $0] } + further)
        func line(_ keyword: DirectiveKeyword, _ argument: String?) -> [String] {
            argument.map { [keyword.line($0, prefix: prefix)] } ?? []
        }
        let lines =
            line(.run, arguments)
            + line(.experiment, isExperiment || experiment || !parameters.isEmpty || sweep.file != nil ? "" : nil)
            + line(.gpus, gpus.map { "\($0)" }) + line(.memory, memory.map { "\($0)" }) + line(.vcpus, vcpus.map { "\($0)" })
            + line(.timeout, timeout) + line(.on, on) + line(.sweep, sweep == SweepOptions() ? nil : sweep.printed)
        // A line break in an option would be a line of its own.
        guard !lines.contains(where: { $0.utf8.contains(UInt8(ascii: "\n")) }) else {
            throw CommandFailure(.usage, code: "line_break", "An option has a line break in it.", remedy: "Leave it out.")
        }
        return message + "\n\n" + lines.joined(separator: "\n") + "\n"
    }
}
