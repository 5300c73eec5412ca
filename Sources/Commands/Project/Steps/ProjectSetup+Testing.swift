import Forges
import Foundation
import RunModel
import Settings
import Web

extension ProjectSetup {
    /// How long a delivery may take to come back from the forge.
    private static let patience: Duration = .seconds(20)

    /// Has the forge send something and waits for it at the service, so that a wrong address shows now.
    mutating func test() async {
        guard !isDryRun, let kind = project.forgeKind, let url = hookURL, !steps.contains(where: \.isOpen) else { return }
        do {
            guard let setup = try ForgeDesk.setup(project, token: adminToken),
                let hook = try await setup.hooks().first(where: { $0.url == url })
            else { return }
            guard let service = try ServiceClient.find(StateDirectory(loaded.settings)) else {
                return note("test", .todo, "no service is up here to hear one: `bunsen serve`, then this command again")
            }
            let before = try await heard(by: service)
            guard try await setup.send(kind == .github ? .ping : .push, to: hook.id) else {
                return note("test", .todo, "this forge sends none by itself: push a commit without directive, then `bunsen project check`")
            }
            let deadline = ContinuousClock.now + Self.patience
            while ContinuousClock.now < deadline {
                if let time = try await heard(by: service), before.map({ time > $0 }) ?? true {
                    return note("test", .done, "the forge has sent one, and the service has heard it")
                }
                try await Task.sleep(for: .milliseconds(200))
            }
            note(
                "test", .failed,
                "the forge was asked to send one, and none came in \(Self.patience): is \(url) the service's address, and what does the forge's list of deliveries say?"
            )
        } catch {
            note("test", .failed, "\(error)")
        }
    }

    /// Whether deliveries reach the service that is up here.
    mutating func checkDeliveries() async {
        guard project.webhook.isOpen, hookURL != nil else { return }
        do {
            guard let service = try ServiceClient.find(StateDirectory(loaded.settings)) else { return }
            if let time = try await heard(by: service) {
                note("deliveries", .already, "the last one came at \(time.iso8601)")
            } else {
                note("deliveries", .already, "none has come since the service began")
            }
        } catch {
            note("deliveries", .failed, "\(error)")
        }
    }

    private func heard(by service: ServiceClient) async throws -> Date? {
        let status: ServiceStatus = try await service.get("/api/v1/status")
        return status.heard?[project.name]
    }
}
