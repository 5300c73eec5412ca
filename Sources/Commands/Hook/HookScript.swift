/// The post-receive hook itself: a few lines of POSIX shell that never fail and never delay a push.
enum HookScript {
    /// - Parameters:
    ///   - program: the absolute path of `bunsen`.
    ///   - state: the state directory, absolute.
    ///   - config: the service's configuration file, where one was named.
    static func text(program: String, state: String, config: String?) -> String {
        let words = [program, "hook", "receive", "--state", state] + (config.map { ["--config", $0] } ?? [])
        return """
            #!/bin/sh
            \(HookPlace.mark)
            \(chain)
            if [ -x \(quote(program)) ]; then
                printf '%s' "$pushed" | \(words.map(quote).joined(separator: " ")) || :
            else
                echo "bunsen: \(program.replacing("\"", with: "")) is not there; this push starts nothing" >&2
            fi
            exit 0

            """
    }

    /// What stays when we go and others use the chain.
    static let chainOnly = """
        #!/bin/sh
        \(chain)
        exit 0

        """

    /// The x keeps the last line end, which command substitution would take away.
    private static let chain = """
        pushed=$(cat; printf x)
        pushed=${pushed%x}
        for script in "$(dirname "$0")"/post-receive.d/*; do
            [ -x "$script" ] && printf '%s' "$pushed" | "$script" "$@"
        done
        """

    static func quote(_ word: String) -> String { "'\(word.replacing("'", with: "'\\''"))'" }
}
