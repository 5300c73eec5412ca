import Forges
import Foundation
import RunModel
import Settings

extension ProjectSetup {
    mutating func removeHook() async {
        guard let url = hookURL else { return }
        do {
            guard let setup = try ForgeDesk.setup(project, token: adminToken) else {
                return note("webhook", .todo, "take the webhook for \(url) away by hand")
            }
            guard let hook = try await setup.hooks().first(where: { $0.url == url }) else {
                return note("webhook", .already, "there is none")
            }
            try await setup.delete(hook.id)
            note("webhook", .done, "taken away")
        } catch {
            note("webhook", .todo, "\(error) Take the webhook for \(url) away by hand.")
        }
    }

    mutating func removeFile() throws {
        guard files.isOurs(project.name) else {
            return note("settings", .todo, "the project is kept by hand: take it out of its file")
        }
        try files.remove(project)
        note("settings", .done, "forgotten; its runs stay")
    }

    /// The new secret first, the old one beside it.
    mutating func beginRotation() throws {
        guard files.isOurs(project.name) else {
            return note("secret", .todo, "the project is kept by hand: put a second secret before the first under `webhook.secrets`")
        }
        guard project.webhook.secrets.count < 2 else {
            return note("secret", .todo, "two are valid already: end that rotation first, with --finish")
        }
        let path = files.freeSecret(project.name)
        _ = try files.makeSecret(at: path)
        try replace(secrets: [.file(path)] + project.webhook.secrets)
        note("secret", .done, "made \(path); the old one stays valid until --finish")
    }

    mutating func finishRotation() throws {
        guard files.isOurs(project.name), let newest = project.webhook.secrets.first, project.webhook.secrets.count > 1 else {
            return note("secret", .already, "there is one secret alone")
        }
        let old = project.webhook.secrets.dropFirst()
        try replace(secrets: [newest])
        for source in old { files.forget(source) }
        note("secret", .done, "the old one is valid no more")
    }
}
