import RunModel

extension Schema<ServiceSettings> {
    /// `bunsen.yaml`.
    static let service = Schema([
        .value(
            "state", \.state, .path, defaultText: "`$XDG_STATE_HOME/bunsen`, else `~/.local/state/bunsen`",
            "The directory of everything the service owns: store, work directories, caches, socket."),
        .optional(
            "listen", \.listen, .address,
            "Where webhooks, API and pages are served over TCP; without it only the socket in the state directory is."),
        .nested(
            "trusted_proxies", \.trustedProxies, .list(of: .scalar(.network)), defaultText: "none",
            "Addresses and networks (`10.0.0.0/8`) of proxies whose X-Forwarded-For is believed."),
        .value("max_delivery_mib", \.largestDeliveryMiB, .whole(1...1024), "The largest webhook delivery that is read, in MiB."),
        .optional("public_url", \.publicURL, .webURL, "What links in reports begin with."),
        .value("prefix", \.prefix, .prefix, "What directives begin with: ACME makes `:ACME_RUN:`."),
        .table("commit", \.commit, .identity, "Author and committer of result commits."),
        .table("local", \.local, .slots, "What this machine gives to jobs altogether."),
        .table("defaults", \.defaults, .resources(), "What a job gets when neither its commit nor its project says."),
        .table("poll", \.poll, .poll, "How pushes are found whose delivery was lost."),
        .value(
            "supersede", \.supersede, .truth,
            "Whether a newer push to a branch takes the place of a run that was not submitted yet."),
        .value(
            "sandbox", \.sandbox, .choice,
            "Whether stages are kept from seeing state, configuration and other runs: where possible, or nothing runs, or not."),
        .optional(
            "run_as", \.runAs, .account, defaultText: "the service's user",
            "The user that jobs and their stages run as; needs a service of root's."),
        .value("dvc", \.dvc, .program, "The DVC program."),
        .table("containers", \.containers, .containers, "How stages are run in the container image that a commit asks for."),
        .value(
            "grace", \.graceSeconds, .duration(1...3600),
            "The time between SIGTERM and SIGKILL for a job that is stopped."),
        .value(
            "push_after", \.pushAfterSeconds, .duration(1...86_400),
            "How long a stage must have run before the work of the stages before it goes to the DVC remote meanwhile."),
        .table("keep", \.keep, .keep, "How long and how much of what runs leave behind stays."),
        .table("retry", \.retry, .retry, "What is tried again."),
        .table("smtp", \.smtp, .smtp, "The mail server that messages go through."),
        .nested("messages", \.messages, .messages, "Who is told of which ends of runs, beside the forge; the keys of a rule are below."),
        .nested(
            "batch", \.batch, .batchQueues, defaultText: "none",
            "Job queues of AWS Batch as executors, by the name that rules and `:ACME_ON:` give; their keys are below."),
        .nested(
            "queues", \.queues, .list(of: .queueRule), defaultText: "none: every run is `local`",
            "Which executors take which runs: the first rule whose `when` holds."),
        .table("limits", \.limits, .queueLimits, "What may be under way at once."),
        .table("budget", \.budget, .budget(else: "no limit"), "What a repository's runs may use in a calendar month (UTC)."),
        .nested(
            "aliases", \.aliases, .aliases,
            "Other identities of repositories, for one that moved or has several addresses: from → to."),
        .nested(
            "projects", \.projects, .projects,
            "The repositories that the service runs commits of; the keys of a project are below."),
    ])
}

extension Schema<ContainerSettings> {
    static let containers = Schema([
        .optional(
            "engine", \.engine, .program, defaultText: "podman, or docker where that is not installed",
            "The program that pulls images and runs containers: podman or docker."),
        .nested(
            "engine_arguments", \.engineArguments, .list(of: .scalar(.argument)),
            "What it is given before `run`, `pull` and the like, such as `[--runtime, runc]`."),
        .nested(
            "run_arguments", \.runArguments, .list(of: .scalar(.argument)),
            "What it is given after `run` besides Bunsen's own, such as `[--ulimit, nofile=4096]`."),
        .value("network", \.network, .text, "The network of stages: what the engine takes for `--network`."),
        .nested(
            "images", \.images, .list(of: .scalar(.glob)), defaultText: "`[\"**\"]`",
            "The images that commits may choose: one of the patterns must match the name in `.bunsen.yaml`. An empty list allows none."),
    ])
}

extension Schema<CommitIdentity> {
    static let identity = Schema([
        .value("name", \.name, .person, "The name."),
        .value("email", \.email, .person, "The e-mail address."),
    ])
}

extension Schema<DeclaredLocalSlots> {
    static let slots = Schema([
        .optional("vcpus", \.vcpus, .count, defaultText: "detected", "Virtual CPUs."),
        .optional("memory_mib", \.memoryMiB, .count, defaultText: "detected", "Memory in MiB."),
        .optional("gpus", \.gpus, .countOrNone, defaultText: "detected", "GPUs."),
    ])
}

extension Schema<PollSettings> {
    static let poll = Schema([
        .value("enabled", \.enabled, .truth, "Whether to look at all."),
        .value("every", \.everySeconds, .someTime, "The time between two looks, to which some jitter is added."),
        .value("max_age", \.maxAgeSeconds, .someTime, "A head older than this is not run."),
    ])
}

extension Schema<KeepSettings> {
    static let keep = Schema([
        .value("work", \.workSeconds, .duration(0...3650 * .secondsPerDay), "The work directory of a finished run."),
        .value(
            "failed_gib", \.failedGiB, .whole(0...1_000_000),
            "What work directories of finished runs, failed ones above all, may take together, in GiB; the oldest go first."),
        .value(
            "logs", \.logsSeconds, .duration(0...3650 * .secondsPerDay), "The logs of a finished run; `bunsen gc` removes older ones."),
        .optional(
            "cache_gib", \.cacheGiB, .whole(0...1_000_000), defaultText: "no limit",
            "What the content caches may take together, in GiB; `bunsen gc` removes the least recently used."),
        .value(
            "environments", \.environmentsSeconds, .duration(0...3650 * .secondsPerDay),
            "A virtual environment that no run uses; `bunsen gc` removes one that was not used for longer."),
        .value(
            "results", \.resultsSeconds, .duration(KeepSettings.leastResultsSeconds...3650 * .secondsPerDay),
            "Result refs; `bunsen gc` removes an older one, and only when a branch or `refs/exps` holds its commit."),
        .optional(
            "experiments", \.experimentsSeconds, .duration(0...3650 * .secondsPerDay), defaultText: "for ever",
            "Experiments in `refs/exps` that runs have made; `bunsen gc` removes an older one that no branch holds, with its result."),
        .value(
            "best", \.best, .whole(0...10_000), "So many experiments of each sweep stay whatever their age, the best ones."),
    ])
}

extension Schema<RetrySettings> {
    static let retry = Schema([
        .value(
            "reclaimed", \.reclaimed, .whole(0...100), "Further attempts after the machine was reclaimed or failed."),
        .value("lost", \.lost, .whole(0...100), "Further attempts after a job was lost."),
        .value(
            "unreachable_for", \.unreachableSeconds, .duration(0...86_400),
            "How long an unreachable git host or DVC remote is tried again."),
        .value(
            "next_queue_after", \.nextQueueSeconds, .duration(0...30 * .secondsPerDay),
            "How long an executor may have no capacity for a run before the next of its rule is tried."),
        .value(
            "no_capacity_for", \.noCapacitySeconds, .duration(0...30 * .secondsPerDay),
            "How long a run is tried again for which no executor has capacity."),
        .optional(
            "double_memory_to_mib", \.memoryLimitMiB, .count, defaultText: "not repeated",
            "An attempt that ran out of memory is repeated once, with double the memory and at most this, in MiB."),
        .value("longest_pause", \.longestPauseSeconds, .duration(1...3600), "What growing pauses end at, before jitter."),
    ])
}

extension ValueKind<[String: String]> {
    static let aliases = map(
        of: .scalar(.identity), names: .identity, placeholder: "IDENTITY", allowed: "a mapping of identity to identity")
}
