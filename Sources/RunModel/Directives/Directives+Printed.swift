extension Directives {
    /// ``printed(prefix:)`` with the default prefix.
    package var printed: String { printed(prefix: "ACME") }

    /// The directive lines that ask for this, in a fixed order and form, without a line feed at the end.
    /// Read again they give the same value, if it had no mistakes.
    package func printed(prefix: String) -> String {
        func line(_ keyword: DirectiveKeyword, _ argument: String?) -> String? {
            argument.map { keyword.line($0, prefix: prefix) }
        }
        return [
            line(.run, run ? ArgumentText.joined(args) : nil),
            line(.experiment, experiment ? "" : nil),
            line(.gpus, gpus.map(String.init)),
            line(.memory, memoryMiB.map(String.init)),
            line(.vcpus, vcpus.map(String.init)),
            line(.timeout, timeoutSeconds.map { DurationText.text(seconds: $0) }),
            line(.on, on),
            line(.sweep, sweep),
        ].compactMap(\.self).joined(separator: "\n")
    }
}
