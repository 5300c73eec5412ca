import Foundation
import Git
import RunModel
import SQLiteStore
import Settings
import Web

/// What a service has to do with: its settings, its projects, its queue.
struct ServiceCheck: Sendable {
    let loaded: LoadedSettings

    private var settings: ServiceSettings { loaded.settings }
    private var state: StateDirectory { StateDirectory(settings) }

    func findings() async -> [Finding] {
        var findings = loaded.warnings.map { Finding.warning("settings", "\($0)", remedy: "Mend it in the file.") }
        if findings.isEmpty { findings.append(.ok("settings", loaded.file ?? "no configuration file; the defaults hold")) }
        findings.append(await service())
        findings += await queue()
        await withTaskGroup(of: [Finding].self) { group in
            for project in settings.projects.values { group.addTask { await [check(project)] + forge(of: project) } }
            for await found in group { findings += found }
        }
        if settings.projects.isEmpty {
            findings.append(
                .warning("projects", "No repository is set up.", remedy: "bunsen hook install REPOSITORY, for one on this machine."))
        }
        return findings
    }

    private func service() async -> Finding {
        do {
            guard let client = try ServiceClient.find(state) else {
                return .warning("service", "No service is up on \(state.path).", remedy: "bunsen serve")
            }
            let status: ServiceStatus = try await client.get("/api/v1/status")
            return .ok("service", "up since \(status.startedAt.iso8601), pid \(status.pid)")
        } catch {
            return .error("service", Ending.failure(of: error)?.message ?? "\(error)", remedy: "Look at its log.")
        }
    }

    private func queue() async -> [Finding] {
        guard FileManager.default.fileExists(atPath: state.store) else { return [.ok("queue", "no runs yet")] }
        do {
            let open = try await SQLiteStore(reading: state.store).openRuns()
            let waiting = open.count { $0.state == .accepted }
            let running = open.count { $0.state.isActive }
            let spooled = ((try? FileManager.default.contentsOfDirectory(atPath: state.spool)) ?? []).count { $0.hasSuffix(".json") }
            let text = "\(running) running, \(waiting) in the queue, \(spooled) pushes in the spool"
            return [
                spooled > 0
                    ? .warning("queue", text, remedy: "A service takes what is in the spool: is one up, and may it read the repository?")
                    : .ok("queue", text)
            ]
        } catch {
            return [.error("queue", "The store \(state.store) cannot be read: \(error).", remedy: "Look at its permissions.")]
        }
    }

    /// Token, secret and webhook on the project's forge.
    private func forge(of project: ProjectSettings) async -> [Finding] {
        guard project.forgeKind != nil, project.token != nil || project.webhook.isOpen else { return [] }
        let name = "project \(project.name)"
        let again = "bunsen project add \(project.url) does what is missing."
        do {
            return try await ProjectSetup.check(project, loaded).map { step in
                switch step.state {
                case .done, .already, .planned: .ok(name, "\(step.step): \(step.detail)")
                case .todo: .warning(name, "\(step.step): \(step.detail)", remedy: again)
                case .failed: .error(name, "\(step.step): \(step.detail)", remedy: again)
                }
            }
        } catch {
            return [.error(name, "\(error)", remedy: again)]
        }
    }

    private func check(_ project: ProjectSettings) async -> Finding {
        let name = "project \(project.name)"
        do {
            let heads = try await ForgeAccess.git(project, directory: nil, deadline: .seconds(20))
                .remoteRefs(["refs/heads/*"], at: project.url)
            guard project.url.hasPrefix("/") else { return .ok(name, "\(project.url) answers, \(heads.count) branches") }
            let hook = try await HookPlace.find(project.url)
            return hook.isOurs
                ? .ok(name, "\(project.url), \(heads.count) branches, hook in place")
                : .warning(
                    name, "\(project.url) has no hook of Bunsen's, so that pushes are found by polling only.",
                    remedy: "bunsen hook install \(project.url)")
        } catch let error as GitError {
            let failure = error.failure(task: "Reading \(project.url)")
            return .error(name, failure.message, remedy: failure.remedy)
        } catch {
            return .error(name, Ending.failure(of: error)?.message ?? "\(error)", remedy: "Mend the project's settings.")
        }
    }
}
