import AsyncHTTPClient
import Forges
import Foundation
import RunModel
import Settings

/// Sets a project up, step by step; each step finds out first whether it is done already.
struct ProjectSetup {
    let loaded: LoadedSettings
    let files: ProjectFiles
    let isDryRun: Bool
    /// May manage webhooks where the project's own token may not; used now, and kept nowhere.
    let adminToken: Secret?
    private(set) var project: ProjectSettings
    private(set) var steps: [ProjectStep] = []

    init(_ loaded: LoadedSettings, project: ProjectSettings, adminToken: Secret? = nil, isDryRun: Bool = false) {
        self.loaded = loaded
        self.project = project
        self.adminToken = adminToken
        self.isDryRun = isDryRun
        files = ProjectFiles(loaded)
    }

    mutating func note(_ step: String, _ state: ProjectStep.State, _ detail: String) {
        steps.append(ProjectStep(step: step, state: state, detail: detail))
    }

    /// Where the forge sends to; nil while nobody has said where the service is reached.
    var hookURL: String? {
        guard let kind = project.forgeKind, let publicURL = loaded.settings.publicURL else { return nil }
        return "\(publicURL)/hooks/\(kind.rawValue)/\(project.name)"
    }

    /// Prints the steps; what is left to be done by hand is exit 1.
    func finish(json: Bool) throws {
        try steps.print(json: json, project: project.name)
        if steps.contains(where: \.isOpen) { throw Exit.failed.code }
    }

    mutating func replace(secrets: [SecretSource]) throws {
        project.webhook.secrets = secrets
        try files.write(project)
    }

    /// What the project's token may do.
    mutating func checkToken() async {
        guard let kind = project.forgeKind, let path = project.forgePath else {
            return note("forge", .todo, "no forge is known at this address: name its kind with --forge, or use `bunsen hook install`")
        }
        guard kind != .bitbucketDC else { return note("token", .already, "Data Center: git's own access is used; nothing is written back") }
        guard project.token != nil else {
            return note(
                "token", .todo, "there is none, so no status and no report: give one with --token-file. \(ForgeClicks.write(kind, path))")
        }
        do {
            guard let setup = try ForgeDesk.setup(project) else { return }
            let rights = try await setup.rights()
            guard rights.read else { return note("token", .failed, "it cannot read \(path). \(ForgeClicks.write(kind, path))") }
            guard rights.push != false else { return note("token", .todo, "it may read and not write. \(ForgeClicks.write(kind, path))") }
            note("token", .already, rights.push == nil ? "it may read; that it may write shows when it does" : "it may read and write")
        } catch {
            note("token", .failed, "\(error)")
        }
    }

    /// A webhook secret, unless there is one.
    mutating func makeSecret() throws {
        if project.webhook.secrets.isEmpty {
            let path = files.freeSecret(project.name)
            project.webhook.secrets = [.file(path)]
            if isDryRun { return note("secret", .planned, "make \(path)") }
            _ = try files.makeSecret(at: path)
            note("secret", .done, "made \(path)")
        } else {
            note("secret", .already, "the project has one")
        }
    }

    /// The webhook on the forge, made or mended.
    mutating func makeHook() async {
        guard let kind = project.forgeKind, let path = project.forgePath else { return }
        let file = if case .file(let path)? = project.webhook.secrets.first { path } else { "the project's secret" }
        guard let url = hookURL else {
            return note("webhook", .todo, "set `public_url` in bunsen.yaml, where the forge reaches the service, and call this again")
        }
        let clicks = ForgeClicks.webhook(kind, path, url: url, secretFile: file)
        do {
            guard let setup = try ForgeDesk.setup(project, token: adminToken) else { return note("webhook", .todo, clicks) }
            let there = try await setup.hooks().first { $0.url == url }
            if isDryRun {
                return switch there {
                case nil: note("webhook", .planned, "make one for \(url)")
                case let hook? where !hook.isActive: note("webhook", .planned, "switch on the one for \(url)")
                default: note("webhook", .already, "\(url), for pushes")
                }
            }
            guard let source = project.webhook.secrets.first else { return }
            let wanted = WantedHook(url: url, secret: try HookGates.read(source), verifiesTLS: url.hasPrefix("https://"))
            let hook: ForgeHook
            if let there { hook = try await setup.update(there.id, to: wanted) } else { hook = try await setup.create(wanted) }
            if kind == .bitbucket { project.webhook.uuids = [hook.id] }
            note("webhook", there == nil ? .done : .already, "\(url), for pushes")
        } catch let error as ForgeError where error.code == .forbidden || error.code == .notFound {
            note("webhook", .todo, "the token may not manage webhooks (give one that may with --admin-token-env), or by hand: \(clicks)")
        } catch {
            note("webhook", .failed, "\(error) By hand: \(clicks)")
        }
    }

    /// The project's file.
    mutating func writeFile() throws {
        let path = files.path(project.name)
        if loaded.settings.projects[project.name] != nil, !files.isOurs(project.name) {
            guard loaded.settings.projects[project.name] != project else { return note("settings", .already, "kept by hand, and right") }
            let text = SettingsLoader.render(project: project)
            return note("settings", .todo, "the project is kept by hand; it should say:\n\(text)")
        }
        if isDryRun { return note("settings", .planned, "write \(path)") }
        let isNew = loaded.settings.projects[project.name] == nil
        try files.write(project)
        note("settings", isNew ? .done : .already, path)
    }
}
