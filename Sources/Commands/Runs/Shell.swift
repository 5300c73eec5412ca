import Foundation
import Glibc

/// A person's shell in the place of this process.
struct Shell {
    let program: String
    /// What it is given.
    let arguments: [String]
    let directory: String
    let environment: [String: String]

    /// - Parameters:
    ///   - words: a program (an absolute path) in place of the person's own shell, and what it is given.
    ///   - variables: set besides this process's own; nil takes one away.
    init(_ words: [String] = [], in directory: String, environment: [String: String], variables: [String: String?]) {
        self.directory = directory
        var environment = environment
        for (name, value) in variables { environment[name] = value }
        environment["PWD"] = directory
        self.environment = environment
        let named = environment["SHELL"] ?? ""
        program = words.first ?? (named.isEmpty ? "/bin/sh" : named)
        arguments = Array(words.dropFirst())
    }

    /// Returns only by throwing.
    func replaceThisProcess() throws -> Never {
        guard chdir(directory) == 0 else { throw failure("enter \(directory)") }
        // What this process ignores or holds back would stay so in the shell, and in all that it starts.
        signal(SIGPIPE, SIG_DFL)
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        var arguments: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        execve(program, &arguments, &variables)
        throw failure("start \(program)")
    }

    private func failure(_ what: String) -> CommandFailure {
        CommandFailure(
            .failed, code: "no_shell", "Could not \(what): \(String(cString: strerror(errno))).",
            remedy: "Set SHELL to the path of a shell, or use: cd \"$(bunsen runs open RUN --path)\"")
    }
}
