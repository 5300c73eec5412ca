import FoundationEssentials
import RunModel

/// What `wandb` has left on the disk: a directory a run, `wandb/run-TIME-ID` or, of one that was logged offline,
/// `wandb/offline-run-TIME-ID`.
struct WandbFiles {
    /// Where DVC's stages ran.
    let clone: String
    let environment: [String: String]

    func runs() -> [WandbRun] {
        let own = places.flatMap { found(in: $0) }
        // A directory that several runs share: what is ours there, only an id that was given tells.
        guard let shared = environment["WANDB_DIR"], shared.hasPrefix("/"), let id = environment["WANDB_RUN_ID"] else { return own }
        return own + found(in: shared).filter { $0.run == id }
    }

    /// The root, and what lies directly below it: stages run in either.
    private var places: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: clone)) ?? []
        return [clone] + names.sorted().filter { $0 != ".git" && $0 != ".dvc" && $0 != "wandb" }.map { "\(clone)/\($0)" }
    }

    private func found(in place: String) -> [WandbRun] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(place)/wandb")) ?? []
        return names.sorted().compactMap { name in
            let isOffline = name.hasPrefix("offline-run-")
            guard isOffline || name.hasPrefix("run-") else { return nil }
            let id = name.split(separator: "-", maxSplits: isOffline ? 3 : 2).last.map(String.init) ?? ""
            let file = URL(filePath: "\(place)/wandb/\(name)/run-\(id).wandb")
            guard let bytes = try? Data(contentsOf: file, options: .mappedIfSafe), var run = WandbLog.run(in: bytes) else { return nil }
            if !isOffline { run.url = address(of: run) }
            return run
        }
    }

    private func address(of run: WandbRun) -> String? {
        guard let entity = run.entity, let project = run.project else { return nil }
        var base = Substring(environment["WANDB_BASE_URL"] ?? "https://api.wandb.ai")
        while base.hasSuffix("/") { base.removeLast() }
        // The API's host; the pages are on another.
        if base == "https://api.wandb.ai" { base = "https://wandb.ai" }
        return WandbRun(url: "\(base)/\(entity)/\(project)/runs/\(run.run)")?.url
    }
}

extension [WandbRun] {
    /// A run once, with all that is known of it; nil where there is none.
    var once: [WandbRun]? {
        var kept: [WandbRun] = []
        for run in self {
            guard let index = kept.firstIndex(where: { $0.run == run.run }) else {
                kept.append(run)
                continue
            }
            kept[index].entity = kept[index].entity ?? run.entity
            kept[index].project = kept[index].project ?? run.project
            kept[index].url = kept[index].url ?? run.url
        }
        return kept.isEmpty ? nil : Array(kept.prefix(WandbRun.mostInReport))
    }
}
