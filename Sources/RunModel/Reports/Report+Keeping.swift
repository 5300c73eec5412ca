extension Report {
    /// A later attempt that only publishes (it adopted a result, or another branch joined) knows nothing of the stages: what an
    /// earlier report has told of them stays.
    package mutating func keep(from former: Report?) {
        guard let former, stages.isEmpty, outcome == former.outcome else { return }
        stages = former.stages
        resources.peakMemoryKiB = resources.peakMemoryKiB ?? former.resources.peakMemoryKiB
        resources.cpuSeconds = resources.cpuSeconds ?? former.resources.cpuSeconds
        wandb = wandb ?? former.wandb
        resources.gpus = resources.gpus ?? former.resources.gpus
    }
}
