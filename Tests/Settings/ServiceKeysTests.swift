import RunModel
import Settings
import Testing

struct ServiceKeysTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let yaml: String
        let change: @Sendable (inout ServiceSettings) -> Void
        var testDescription: String { yaml }
        init(_ yaml: String, _ change: @escaping @Sendable (inout ServiceSettings) -> Void) {
            self.yaml = yaml
            self.change = change
        }
    }

    static let good: [Good] = [
        Good("state: /srv/bunsen/") { $0.state = "/srv/bunsen" },
        Good("state: ~/b") { $0.state = "/home/u/b" },
        Good("state: ./b") { $0.state = "/home/u/.config/bunsen/b" },
        Good("listen: 127.0.0.1:8080") { $0.listen = ListenAddress(host: "127.0.0.1", port: 8080) },
        Good("listen: \"[::1]:0\"") { $0.listen = ListenAddress(host: "::1", port: 0) },
        Good("public_url: https://ci.example.org/bunsen/") { $0.publicURL = "https://ci.example.org/bunsen" },
        Good("prefix: LAB") { $0.prefix = "LAB" },
        Good("commit: {name: Ada L, email: ada@example.org}") {
            $0.commit = CommitIdentity(name: "Ada L", email: "ada@example.org")
        },
        Good("commit: {name: Ada}") { $0.commit.name = "Ada" },
        Good("local: {vcpus: 8, memory_mib: 16384, gpus: 0}") {
            $0.local = DeclaredLocalSlots(vcpus: 8, memoryMiB: 16384, gpus: 0)
        },
        Good("defaults: {vcpus: 2, memory_mib: 4096, gpus: 1, timeout: 6h}") {
            $0.defaults = ResourceDefaults(vcpus: 2, memoryMiB: 4096, gpus: 1, timeoutSeconds: 21_600)
        },
        Good("defaults:") { _ in },
        Good("poll: {enabled: false, every: 90s, max_age: 1h30m}") {
            $0.poll = PollSettings(enabled: false, everySeconds: 90, maxAgeSeconds: 5400)
        },
        Good("supersede: true") { $0.supersede = true },
        Good("sandbox: required") { $0.sandbox = .required },
        Good("sandbox: off") { $0.sandbox = .off },
        Good("run_as: bunsen-jobs") { $0.runAs = "bunsen-jobs" },
        Good("dvc: /opt/venv/bin/dvc") { $0.dvc = "/opt/venv/bin/dvc" },
        Good("dvc: dvc3") { $0.dvc = "dvc3" },
        Good(
            "containers: {engine: docker, engine_arguments: [--context, far], run_arguments: [--pids-limit, \"100\"], network: none, images: [\"r.example.org/**\"]}"
        ) {
            $0.containers = ContainerSettings(
                engine: "docker", engineArguments: ["--context", "far"], runArguments: ["--pids-limit", "100"], network: "none",
                images: ["r.example.org/**"].compactMap { Glob($0) })
        },
        Good("containers: {images: []}") { $0.containers.images = [] },
        Good("grace: 1m") { $0.graceSeconds = 60 },
        Good("push_after: 1m") { $0.pushAfterSeconds = 60 },
        Good("keep: {work: 0s}") { $0.keep.workSeconds = 0 },
        Good("keep: {failed_gib: 0, logs: 30d, cache_gib: 200, environments: 9d, results: 60d, experiments: 90d, best: 5}") {
            $0.keep = KeepSettings(
                failedGiB: 0, logsSeconds: 30 * 86_400, cacheGiB: 200, environmentsSeconds: 9 * 86_400, resultsSeconds: 60 * 86_400,
                experimentsSeconds: 90 * 86_400, best: 5)
        },
        Good("retry: {reclaimed: 5, lost: 0, unreachable_for: 0s}") {
            $0.retry = RetrySettings(reclaimed: 5, lost: 0, unreachableSeconds: 0)
        },
        Good("retry: {next_queue_after: 1m, no_capacity_for: 2h, double_memory_to_mib: 4096, longest_pause: 5m}") {
            $0.retry.nextQueueSeconds = 60
            $0.retry.noCapacitySeconds = 7200
            $0.retry.memoryLimitMiB = 4096
            $0.retry.longestPauseSeconds = 300
        },
        Good("batch: {gpu: {queue: acme-gpu}}") {
            var gpu = BatchSettings()
            gpu.queue = "acme-gpu"
            $0.batch = ["gpu": gpu]
        },
        Good(
            "batch: {on-demand: {queue: q, region: eu-west-1, definition: 'lab-{repo}', environment: staging, work: /scratch, cache: /cache, attempts: 1, share: lab, failed: 's3://acme-data/failed/', failed_gib: 2}}"
        ) {
            var queue = BatchSettings()
            queue.queue = "q"
            queue.region = "eu-west-1"
            queue.definition = "lab-{repo}"
            queue.environment = "staging"
            queue.work = "/scratch"
            queue.cache = "/cache"
            queue.attempts = 1
            queue.share = "lab"
            queue.failed = S3Place("s3://acme-data/failed")
            queue.failedGiB = 2
            $0.batch = ["on-demand": queue]
        },
        Good("queues: [{when: 'gpus > 0 and repository = forge.example/lab/**', on: local}, {on: [local]}]") {
            $0.queues = [
                QueueRule(when: try? QueueCondition("gpus > 0 and repository = forge.example/lab/**"), on: ["local"]),
                QueueRule(on: ["local"]),
            ]
        },
        Good("limits: {repository: {runs: 3, vcpus: 8, memory_mib: 1024, gpus: 0}, author: {runs: 1}}") {
            $0.limits = QueueLimits(
                repository: UsageLimits(runs: 3, vcpus: 8, memoryMiB: 1024, gpus: 0), author: UsageLimits(runs: 1))
        },
        Good("budget: {vcpu_hours: 100, gpu_hours: 0}") { $0.budget = BudgetSettings(vcpuHours: 100, gpuHours: 0) },
        Good("aliases: {github.com/old/name: github.com/new/name, /srv/a: /srv/b}") {
            $0.aliases = ["github.com/old/name": "github.com/new/name", "/srv/a": "/srv/b"]
        },
        Good("projects:") { _ in },
        Good("projects: {digits: {url: /srv/digits}}") {
            $0.projects["digits"] = ProjectSettings(name: "digits", url: "/srv/digits")
        },
        Good("{\"prefix\": \"JSON\", \"supersede\": true}") {
            $0.prefix = "JSON"
            $0.supersede = true
        },
    ]

    @Test(arguments: good)
    func `each key sets what it says and nothing else`(good: Good) throws {
        var expected = ServiceSettings(state: "/home/u/.local/state/bunsen")
        good.change(&expected)
        #expect(try service(good.yaml).settings == expected)
    }

    static let bad: [(String, String)] = [
        (
            "state: ~root/b",
            "state: “~root/b” names another user's home: write it out; allowed: a path: absolute, from ~/, or relative to the file it stands in"
        ),
        ("listen: 8080", "listen: “8080” is not HOST:PORT; allowed: HOST:PORT or [IPV6]:PORT; port 0 takes a free one"),
        (
            "listen: localhost:99999",
            "listen: “localhost:99999” is not HOST:PORT; allowed: HOST:PORT or [IPV6]:PORT; port 0 takes a free one"
        ),
        (
            "listen: ::1:80",
            "listen: “::1:80” is not HOST:PORT; allowed: HOST:PORT or [IPV6]:PORT; port 0 takes a free one"
        ),
        (
            "public_url: ci.example.org",
            "public_url: “ci.example.org” is not a web address; allowed: https://HOST or http://HOST, with an optional port and path"
        ),
        (
            "prefix: :ACME",
            "prefix: “:ACME” is not a prefix of directives; allowed: [A-Za-z][A-Za-z0-9_]*, at most 32 characters, no _ at the end"
        ),
        (
            "commit: {name: \"a <b>\"}",
            "commit.name: “a <b>” is not a name or address for commits; allowed: text on one line without < and >"
        ),
        ("commit: Bunsen", "commit: is not a mapping of keys to values; allowed: name, email"),
        ("local: {vcpus: 0}", "local.vcpus: 0 is too small; allowed: a whole number from 1"),
        ("local: {gpus: -1}", "local.gpus: -1 is too small; allowed: a whole number from 0"),
        ("local: {memory_mib: 16G}", "local.memory_mib: “16G” is not a whole number; allowed: a whole number from 1"),
        (
            "local: {memory-mib: 1}",
            "local.memory-mib: unknown key; allowed: vcpus, memory_mib, gpus; did you mean local.memory_mib?"
        ),
        (
            "defaults: {timeout: 90}",
            "defaults.timeout: “90” has no unit (s, m, h, d); allowed: a duration such as 90s, 5m, 6h, 7d or 1h30m, from 1s to 365d; did you mean 90s?"
        ),
        (
            "defaults: {timeout: 5 m}",
            "defaults.timeout: “5 m” is not a duration; allowed: a duration such as 90s, 5m, 6h, 7d or 1h30m, from 1s to 365d"
        ),
        (
            "poll: {enabled: yes}",
            "poll.enabled: “yes” is neither true nor false; allowed: true or false; did you mean true?"
        ),
        (
            "poll: {every: 0s}",
            "poll.every: 0s is too short; allowed: a duration such as 90s, 5m, 6h, 7d or 1h30m, from 1s to 365d"
        ),
        ("supersede: ture", "supersede: “ture” is neither true nor false; allowed: true or false; did you mean true?"),
        (
            "sandbox: require",
            "sandbox: “require” is not one of these; allowed: auto, required, off; did you mean required?"
        ),
        ("run_as: \"a b\"", "run_as: “a b” is not a user name; allowed: [A-Za-z_][A-Za-z0-9_.-]*"),
        (
            "dvc: --version",
            "dvc: “--version” is not the name of a program; allowed: the name of a program in PATH, or a path"
        ),
        (
            "grace:",
            "grace: has no value: give it one, or remove the key; allowed: a duration such as 90s, 5m, 6h, 7d or 1h30m, from 1s to 1h"
        ),
        (
            "grace: [30s]",
            "grace: a list stands where one value belongs; allowed: a duration such as 90s, 5m, 6h, 7d or 1h30m, from 1s to 1h"
        ),
        (
            "keep: {results: 29d}",
            "keep.results: 29d is too short; allowed: a duration such as 90s, 5m, 6h, 7d or 1h30m, from 30d to 3650d"
        ),
        ("retry: {lost: 1000}", "retry.lost: 1000 is too large; allowed: a whole number from 0 to 100"),
        (
            "queues: [{when: memory > 64, on: local}]",
            "queues[0].when: “memory > 64”: memory is compared with a whole number and MiB, GiB or TiB; allowed: clauses joined by `and`, such as gpus > 0, memory > 64GiB, vcpus >= 16, repository = github.com/lab/*"
        ),
        (
            "queues: [{on: batch:gpu}]", "queues[0].on: “batch:gpu” is not an executor's name; allowed: local, or a name under `batch`"
        ),
        ("queues: [{when: gpus > 0}]", "queues[0].on: is missing; allowed: local, or a name under `batch`"),
        (
            "{batch: {gpu: {queue: q}}, queues: [{on: [local, gpus]}]}",
            "queues[0].on: there is no executor gpus; allowed: local, gpu; did you mean gpu?"
        ),
        ("batch: {local: {queue: q}}", "batch.local: is this machine: give the job queue another name"),
        (
            "batch: {gpu: {queue: q, failed: 's3://Acme/failed'}}",
            "batch.gpu.failed: “s3://Acme/failed” is not a place in S3; allowed: s3://BUCKET/PREFIX"
        ),
        ("batch: {gpu: {}}", "batch.gpu.queue: is missing; allowed: text on one line"),
        ("batch: {gpu: {queue: q, attempts: 11}}", "batch.gpu.attempts: 11 is too large; allowed: a whole number from 1 to 10"),
        ("limits: {author: {runs: 0}}", "limits.author.runs: 0 is too small; allowed: a whole number from 1"),
        (
            "budget: {gpu_hours: 1.5}", "budget.gpu_hours: “1.5” is not a whole number; allowed: a whole number from 0 to 100000000"
        ),
        (
            "aliases: {\"https://a/b\": a/b}",
            "aliases.https://a/b: “https://a/b” is not a repository identity; allowed: HOST/PATH without scheme, user, port and .git, or an absolute path"
        ),
        ("aliases: [a/b]", "aliases: is not a mapping of keys to values; allowed: a mapping of identity to identity"),
        ("projects: {-x: {url: /a}}", "projects.-x: “-x” is not a project name; allowed: [A-Za-z0-9][A-Za-z0-9._-]*"),
        (
            "projects: {a/b: {url: /a}}",
            "projects.a/b: “a/b” is not a project name; allowed: [A-Za-z0-9][A-Za-z0-9._-]*"
        ),
        (
            "projects: {x: }",
            "projects.x.url: is missing; allowed: https://…, http://…, ssh://…, USER@HOST:PATH, file:///… or an absolute path"
        ),
        (
            "grcae: 30s",
            "grcae: unknown key; allowed: state, listen, trusted_proxies, max_delivery_mib, public_url, prefix, commit, local, defaults, poll, supersede, sandbox, run_as, dvc, containers, grace, push_after, keep, retry, smtp, messages, batch, queues, limits, budget, aliases, projects; did you mean grace?"
        ),
        (
            "memory_mib: 1",
            "memory_mib: unknown key; allowed: state, listen, trusted_proxies, max_delivery_mib, public_url, prefix, commit, local, defaults, poll, supersede, sandbox, run_as, dvc, containers, grace, push_after, keep, retry, smtp, messages, batch, queues, limits, budget, aliases, projects; did you mean local.memory_mib?"
        ),
        ("[a]: 1", "a list or mapping stands where a key belongs"),
    ]

    @Test(arguments: bad)
    func `each mistake names file, line, key and what is allowed`(yaml: String, message: String) {
        #expect(messages { try service("# first line\n" + yaml) } == ["\(FakeFiles.config):2: \(message)"])
    }

    @Test func `all mistakes of a file are told together, in its order`() {
        let yaml = """
            listen: nowhere
            sandbox: maybe
            projects:
              digits:
                url: /srv/digits
                brances: [main]
            polling: {}
            """
        let found = issues { try service(yaml) }
        #expect(found.map(\.line) == [1, 2, 6, 7])
        #expect(found.map(\.key) == ["listen", "sandbox", "projects.digits.brances", "polling"])
        #expect(found.map(\.nearest) == [nil, nil, "projects.digits.branches", "poll"])
        #expect(found.map(\.code) == [.badValue, .badValue, .unknownKey, .unknownKey])
    }
}
