import RunModel
import Settings
import Testing

struct EnvironmentTests {
    typealias Change = @Sendable (inout ServiceSettings) -> Void

    static let good: [(String, String, Change)] = [
        ("BUNSEN_STATE", "st", { $0.state = "/work/st" }),
        ("BUNSEN_LISTEN", "0.0.0.0:80", { $0.listen = ListenAddress(host: "0.0.0.0", port: 80) }),
        ("BUNSEN_MAX_DELIVERY_MIB", "5", { $0.largestDeliveryMiB = 5 }),
        ("BUNSEN_PUBLIC_URL", "http://h", { $0.publicURL = "http://h" }),
        ("BUNSEN_PREFIX", "LAB", { $0.prefix = "LAB" }),
        ("BUNSEN_COMMIT_NAME", "Ada", { $0.commit.name = "Ada" }),
        ("BUNSEN_COMMIT_EMAIL", "a@b", { $0.commit.email = "a@b" }),
        ("BUNSEN_LOCAL_VCPUS", "4", { $0.local.vcpus = 4 }),
        ("BUNSEN_LOCAL_MEMORY_MIB", "100", { $0.local.memoryMiB = 100 }),
        ("BUNSEN_LOCAL_GPUS", "0", { $0.local.gpus = 0 }),
        ("BUNSEN_DEFAULTS_VCPUS", "2", { $0.defaults.vcpus = 2 }),
        ("BUNSEN_DEFAULTS_MEMORY_MIB", "64", { $0.defaults.memoryMiB = 64 }),
        ("BUNSEN_DEFAULTS_GPUS", "2", { $0.defaults.gpus = 2 }),
        ("BUNSEN_DEFAULTS_TIMEOUT", "90m", { $0.defaults.timeoutSeconds = 5400 }),
        ("BUNSEN_POLL_ENABLED", "false", { $0.poll.enabled = false }),
        ("BUNSEN_POLL_EVERY", "1s", { $0.poll.everySeconds = 1 }),
        ("BUNSEN_POLL_MAX_AGE", "1d", { $0.poll.maxAgeSeconds = 86_400 }),
        ("BUNSEN_SUPERSEDE", "true", { $0.supersede = true }),
        ("BUNSEN_SANDBOX", "off", { $0.sandbox = .off }),
        ("BUNSEN_RUN_AS", "jobs", { $0.runAs = "jobs" }),
        ("BUNSEN_DVC", "./dvc", { $0.dvc = "/work/dvc" }),
        ("BUNSEN_CONTAINERS_ENGINE", "/opt/podman", { $0.containers.engine = "/opt/podman" }),
        ("BUNSEN_CONTAINERS_NETWORK", "slirp4netns", { $0.containers.network = "slirp4netns" }),
        ("BUNSEN_GRACE", "5s", { $0.graceSeconds = 5 }),
        ("BUNSEN_PUSH_AFTER", "20s", { $0.pushAfterSeconds = 20 }),
        ("BUNSEN_KEEP_WORK", "1h", { $0.keep.workSeconds = 3600 }),
        ("BUNSEN_KEEP_FAILED_GIB", "5", { $0.keep.failedGiB = 5 }),
        ("BUNSEN_KEEP_LOGS", "90d", { $0.keep.logsSeconds = 90 * 86_400 }),
        ("BUNSEN_KEEP_CACHE_GIB", "100", { $0.keep.cacheGiB = 100 }),
        ("BUNSEN_KEEP_EXPERIMENTS", "90d", { $0.keep.experimentsSeconds = 90 * 86_400 }),
        ("BUNSEN_KEEP_BEST", "5", { $0.keep.best = 5 }),
        ("BUNSEN_KEEP_ENVIRONMENTS", "9d", { $0.keep.environmentsSeconds = 9 * 86_400 }),
        ("BUNSEN_KEEP_RESULTS", "31d", { $0.keep.resultsSeconds = 31 * 86_400 }),
        ("BUNSEN_RETRY_RECLAIMED", "0", { $0.retry.reclaimed = 0 }),
        ("BUNSEN_RETRY_LOST", "2", { $0.retry.lost = 2 }),
        ("BUNSEN_RETRY_UNREACHABLE_FOR", "1m", { $0.retry.unreachableSeconds = 60 }),
        ("BUNSEN_RETRY_NEXT_QUEUE_AFTER", "1m", { $0.retry.nextQueueSeconds = 60 }),
        ("BUNSEN_RETRY_NO_CAPACITY_FOR", "1h", { $0.retry.noCapacitySeconds = 3600 }),
        ("BUNSEN_RETRY_DOUBLE_MEMORY_TO_MIB", "4096", { $0.retry.memoryLimitMiB = 4096 }),
        ("BUNSEN_RETRY_LONGEST_PAUSE", "10s", { $0.retry.longestPauseSeconds = 10 }),
        ("BUNSEN_SMTP_URL", "smtps://mail.example:465", { $0.smtp.url = "smtps://mail.example:465" }),
        ("BUNSEN_SMTP_FROM", "b@lab.example", { $0.smtp.from = "b@lab.example" }),
        ("BUNSEN_SMTP_STARTTLS", "false", { $0.smtp.startTLS = false }),
        ("BUNSEN_LIMITS_REPOSITORY_RUNS", "3", { $0.limits.repository.runs = 3 }),
        ("BUNSEN_LIMITS_REPOSITORY_VCPUS", "3", { $0.limits.repository.vcpus = 3 }),
        ("BUNSEN_LIMITS_REPOSITORY_MEMORY_MIB", "3", { $0.limits.repository.memoryMiB = 3 }),
        ("BUNSEN_LIMITS_REPOSITORY_GPUS", "3", { $0.limits.repository.gpus = 3 }),
        ("BUNSEN_LIMITS_AUTHOR_RUNS", "3", { $0.limits.author.runs = 3 }),
        ("BUNSEN_LIMITS_AUTHOR_VCPUS", "3", { $0.limits.author.vcpus = 3 }),
        ("BUNSEN_LIMITS_AUTHOR_MEMORY_MIB", "3", { $0.limits.author.memoryMiB = 3 }),
        ("BUNSEN_LIMITS_AUTHOR_GPUS", "3", { $0.limits.author.gpus = 3 }),
        ("BUNSEN_BUDGET_VCPU_HOURS", "3", { $0.budget.vcpuHours = 3 }),
        ("BUNSEN_BUDGET_GPU_HOURS", "3", { $0.budget.gpuHours = 3 }),
    ]

    @Test(arguments: good.indices)
    func `every scalar of the service's file has its variable`(index: Int) throws {
        let (variable, text, change) = Self.good[index]
        var expected = ServiceSettings(state: "/home/u/.local/state/bunsen")
        change(&expected)
        let loaded = try FakeFiles().load(environment: [variable: text])
        #expect(loaded.settings == expected)
        #expect(loaded.warnings.isEmpty)
    }

    @Test func `the user of the mail server goes with a password, which only the file names`() throws {
        let loaded = try service(
            "smtp: {url: 'smtps://mail.example', from: b@lab.example, password: {env: MAIL_PASSWORD}}",
            environment: ["BUNSEN_SMTP_USER": "bunsen", "MAIL_PASSWORD": "s3cret"])
        #expect(loaded.settings.smtp.user == "bunsen")
        #expect(throws: SettingsError.self) { try FakeFiles().load(environment: ["BUNSEN_SMTP_USER": "bunsen"]) }
    }

    @Test func `the reference names exactly these variables`() {
        let named = SettingsReference.markdown.matches(of: /`(BUNSEN_[A-Z_]+)` \|/).map { String($0.1) }
        #expect(named.sorted() == (Self.good.map(\.0) + ["BUNSEN_SMTP_USER"]).sorted())
        #expect(Set(named).count == named.count)
    }

    @Test func `an option goes before the variable, the variable before the file`() throws {
        let files = FakeFiles([FakeFiles.config: "{prefix: FILE, state: /file, sandbox: off}"])
        let loaded = try files.load(
            environment: ["BUNSEN_PREFIX": "VARIABLE", "BUNSEN_STATE": "/variable"],
            options: [SettingsOption(key: "state", text: "option", name: "--state")])
        #expect(loaded.settings.prefix == "VARIABLE")
        #expect(loaded.settings.state == "/work/option")
        #expect(loaded.settings.sandbox == .off)
    }

    @Test func `a mistake names the variable or the option`() {
        let found = messages {
            try FakeFiles().load(
                environment: ["BUNSEN_LOCAL_VCPUS": "many", "BUNSEN_GRACE": ""],
                options: [SettingsOption(key: "listen", text: "x", name: "--listen")])
        }
        #expect(
            found == [
                "BUNSEN_LOCAL_VCPUS: local.vcpus: “many” is not a whole number; allowed: a whole number from 1",
                "BUNSEN_GRACE: grace: is set but empty: give it a value or leave it out",
                "--listen: listen: “x” is not HOST:PORT; allowed: HOST:PORT or [IPV6]:PORT; port 0 takes a free one",
            ])
    }

    @Test func `a variable that is likely misspelt is warned about, one that holds a secret is not`() throws {
        let yaml = "projects: {p: {url: /a, token: {env: BUNSEN_STATES}}}"
        let loaded = try service(
            yaml,
            environment: [
                "BUNSEN_STAET": "/x", "BUNSEN_STATES": "t0ken", "BUNSEN_SOMETHING_ELSE": "1", "BUNSEN_RUN": "r", "BUNSEN_STAGE": "train",
            ])
        #expect(
            loaded.warnings.map(\.description) == [
                "BUNSEN_STAET: this variable sets nothing; did you mean BUNSEN_STATE?"
            ])
    }
}
