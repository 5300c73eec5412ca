/// Runs commands of stages in the driver's place: elsewhere than in its sandbox, such as in a container.
package struct StageRunner: Sendable {
    /// Runs one command to its end; the bytes that it prints go to the second argument, as they come. Never two at once.
    package var run: @Sendable (StageCommand, _ output: @escaping @Sendable ([UInt8]) async -> Void) async -> StageEnd
    /// Ends what runs, with everything that it started: SIGTERM, and SIGKILL after some seconds. Returns when that is asked for.
    package var stop: @Sendable (_ grace: Int) async -> Void

    /// What a command may use at most, where that is enforced.
    package var memoryMiB: Int?

    package init(
        memoryMiB: Int?,
        run: @escaping @Sendable (StageCommand, @escaping @Sendable ([UInt8]) async -> Void) async -> StageEnd,
        stop: @escaping @Sendable (Int) async -> Void
    ) {
        self.memoryMiB = memoryMiB
        self.run = run
        self.stop = stop
    }
}

/// A command as it is to be run elsewhere.
package struct StageCommand: Sendable {
    package var argv: [String]
    /// An absolute path.
    package var directory: String
    /// Besides the launch's environment; nil takes one away.
    package var variables: [String: String?]
    /// The most bytes of standard output that are wanted as text, instead of being printed.
    package var capture: Int?

    package init(argv: [String], directory: String, variables: [String: String?], capture: Int?) {
        self.argv = argv
        self.directory = directory
        self.variables = variables
        self.capture = capture
    }
}

/// How a ``StageCommand`` ended.
package struct StageEnd: Sendable {
    package var code: Int
    /// In whole lines, if it was asked for.
    package var text: String
    package var isCut: Bool

    package init(code: Int, text: String = "", isCut: Bool = false) {
        self.code = code
        self.text = text
        self.isCut = isCut
    }
}
