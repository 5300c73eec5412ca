import Foundation
import Glibc
import Synchronization

/// A process in a group of its own that stands for a container.
final class FakeContainer: Sendable {
    private let pid: Int32
    private let hasExited = Mutex(false)

    /// - Parameter exited: gets the code as Docker tells it: 128 and the signal where one ended the process.
    init(_ program: [String], environment: [String: String], log: String, exited: @escaping @Sendable (Int) -> Void) throws {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        let words = program.map { strdup($0) } + [nil]
        let variables =
            Program.environment.merging(environment) { $1 }
            .map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + variables { free(pointer) } }
        var started: pid_t = 0
        let error = posix_spawnp(&started, program[0], &actions, &attributes, words, variables)
        guard error == 0 else { throw Program.Failed(description: "\(program[0]): \(String(cString: strerror(error)))") }
        let pid = started
        self.pid = pid
        Thread.detachNewThread { [self] in
            var status: Int32 = 0
            while waitpid(pid, &status, 0) == -1, errno == EINTR {}
            hasExited.withLock { $0 = true }
            _ = Glibc.kill(-pid, SIGKILL)
            let signal = status & 0x7f
            exited(signal == 0 ? Int(status >> 8 & 0xff) : 128 + Int(signal))
        }
    }

    /// SIGTERM, and SIGKILL after so many seconds.
    func terminate(after seconds: Double) {
        send(SIGTERM)
        after(seconds) { self.kill() }
    }

    func kill() { send(SIGKILL) }

    /// Unless it has exited by then.
    func after(_ seconds: Double, _ body: @escaping @Sendable () -> Void) {
        Task {
            try await Task.sleep(for: .seconds(seconds))
            if !hasExited.withLock({ $0 }) { body() }
        }
    }

    private func send(_ signal: Int32) { hasExited.withLock { if !$0 { _ = Glibc.kill(-pid, signal) } } }
}
